import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { define, type Id, type SetAnswer, stage, submit } from './data.ts';
import { type Answer, type DatametaSite, SITE_URL, type Somebody, startDatametaSite } from './site.ts';

let site: DatametaSite;
let member: Somebody;
let submitter: Somebody;
/** seven metadatasets in three submissions, and when each had been made */
const batches: { ids: Id[]; before: string; after: string }[] = [];

beforeAll(async () => {
  site = await startDatametaSite();
  const lab = await site.group('Lab');
  const admin = await site.person(lab, 'admin', { siteAdmin: true });
  member = await site.person(lab, 'member');
  submitter = await site.person(lab, 'submitter');
  await define(site, admin, { name: 'ID' }, { name: 'Text', order: 200 });
  for (const size of [3, 1, 3]) {
    const ids: Id[] = [];
    for (let index = 0; index < size; index++) {
      ids.push(await stage(site, submitter, { ID: `${batches.length}-${index}`, Text: `Größe "${index}"` }));
    }
    const before = new Date().toISOString();
    await pause(3);
    await submit(site, submitter, ids);
    await pause(3);
    batches.push({ ids, before, after: new Date().toISOString() });
  }
});
afterAll(() => site.close());

const list = (query: Record<string, string> = {}, { token } = member) =>
  site.ask<SetAnswer[]>('GET /api/v1/metadatasets', { token, query });
const namesOf = (answer: Answer<SetAnswer[]>) => answer.body.map(({ record }) => record['ID'] ?? '');
const batchOf = (name: string) => Number(name.split('-')[0]);

/** The query of the next page, as a client takes it from the header. */
function nextOf({ headers }: Answer): Record<string, string> | undefined {
  const link = headers['link'];
  if (link === undefined) return undefined;
  const [, url = ''] = /^<([^>]+)>; rel="next"$/.exec(link) ?? [];
  expect(url.startsWith(`${SITE_URL}/api/v1/`)).toBe(true);
  return Object.fromEntries(new URL(url).searchParams);
}

describe('querying metadatasets', () => {
  it('answers all of them, the newest submission first, without a Link', async () => {
    const answer = await list();
    expect(namesOf(answer).map(batchOf)).toEqual([2, 2, 2, 1, 0, 0, 0]);
    expect(answer.headers).not.toHaveProperty('link');
  });

  it('takes bounds of the submission date, both exclusive', async () => {
    const [first, second, third] = batches;
    expect(namesOf(await list({ submittedAfter: second?.before ?? '' })).map(batchOf)).toEqual([2, 2, 2, 1]);
    expect(namesOf(await list({ submittedBefore: first?.after ?? '' })).map(batchOf)).toEqual([0, 0, 0]);
    const between = { submittedAfter: first?.after ?? '', submittedBefore: third?.before ?? '' };
    expect(namesOf(await list(between))).toEqual(['1-0']);
    const row = (
      await site.ask<{ submittedAt: string }[]>('GET /api/v1/submitted-metadatasets', {
        token: member.token,
        query: between,
      })
    ).body[0];
    const exactly = row?.submittedAt ?? '';
    expect((await list({ submittedAfter: exactly, submittedBefore: third?.before ?? '' })).status).toBe(404);
    expect((await list({ submittedBefore: exactly, submittedAfter: first?.after ?? '' })).status).toBe(404);
    const [head = ''] = exactly.split('Z');
    // a microsecond to either side, in another zone's words
    expect(namesOf(await list({ submittedAfter: first?.after ?? '', submittedBefore: `${head}001+00:00` }))).toEqual([
      '1-0',
    ]);
    const earlier = new Date(Date.parse(exactly) - 1).toISOString().replace('Z', '999Z');
    expect(namesOf(await list({ submittedAfter: earlier, submittedBefore: third?.before ?? '' }))).toEqual(['1-0']);
  });

  it('answers 404 where there is none', async () => {
    expect((await list({ submittedAfter: new Date().toISOString() })).status).toBe(404);
    const after = batches[1]?.after ?? '';
    expect((await list({ submittedAfter: after, submittedBefore: batches[0]?.before ?? '' })).status).toBe(404);
  });

  it.each([
    ['submittedAfter', '2021-03-04T00:00:00'],
    ['submittedBefore', 'yesterday'],
    ['limit', '0'],
    ['limit', '1001'],
    ['limit', 'many'],
    ['after', 'nothing'],
    ['after', '1_2'],
  ])('refuses %s=%s', async (name, value) => {
    const { status, body } = await list({ [name]: value });
    expect(status).toBe(400);
    expect(body).toEqual([expect.objectContaining({ exception: 'ValidationError', field: name })]);
  });

  it.each([1, 2, 3, 4, 6, 7, 8])('gives every metadatasets once in pages of %i', async (limit) => {
    const names: string[] = [];
    const sizes: number[] = [];
    let query: Record<string, string> | undefined = { limit: String(limit) };
    while (query !== undefined) {
      const page: Answer<SetAnswer[]> = await list(query);
      expect(page.status).toBe(200);
      names.push(...namesOf(page));
      sizes.push(page.body.length);
      query = nextOf(page);
    }
    expect(names.map(batchOf)).toEqual([2, 2, 2, 1, 0, 0, 0]);
    expect(new Set(names).size).toBe(7);
    expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
    expect(sizes.at(-1)).toBeGreaterThan(0);
  });

  it('keeps its filters from page to page, and shows nobody what a place in a list of others would', async () => {
    const page = await list({ limit: '2', submittedAfter: batches[0]?.after ?? '' });
    const query = nextOf(page) ?? {};
    expect(query).toMatchObject({ limit: '2', submittedAfter: batches[0]?.after });
    expect(namesOf(await list(query)).map(batchOf)).toEqual([2, 1]);
    const stranger = await site.person(await site.group('Strangers'), 'stranger');
    expect((await list(query, stranger)).body).toEqual([]);
  });

  it('pages what is pending', async () => {
    const owner = await site.person(await site.group('Pending'), 'owner');
    for (let index = 0; index < 5; index++) await stage(site, owner, { ID: `p-${index}` });
    const names: string[] = [];
    let query: Record<string, string> | undefined = { limit: '2' };
    while (query !== undefined) {
      const page: Answer<SetAnswer[]> = await site.ask('GET /api/v1/pending/metadatasets', {
        token: owner.token,
        query,
      });
      names.push(...namesOf(page));
      query = nextOf(page);
    }
    expect(names).toHaveLength(5);
    expect(new Set(names).size).toBe(5);
    const nothing = await site.ask('GET /api/v1/pending/metadatasets', { token: member.token });
    expect(nothing).toMatchObject({ status: 200, body: [] });
  });
});

describe('a list that is too large for one answer', () => {
  let big: Somebody;
  beforeAll(async () => {
    big = await site.person(await site.group('Big'), 'big');
    // 40 records of some 180 kB are more than 6 MB
    const ids = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        stage(site, big, { ID: String(index), Text: '"'.repeat(60_000).padEnd(180_000, 'x') }),
      ),
    );
    await submit(site, big, ids);
  });

  it('is refused whole, saying what to do', async () => {
    const { status, body } = await list({}, big);
    expect(status).toBe(413);
    expect(body).toEqual([{ exception: 'HTTPRequestEntityTooLarge', message: expect.stringContaining('?limit=') }]);
  });

  it('is given in pages that are as long as an answer may be', async () => {
    const names: string[] = [];
    const sizes: number[] = [];
    let query: Record<string, string> | undefined = { limit: '1000' };
    while (query !== undefined) {
      const page: Answer<SetAnswer[]> = await list(query, big);
      names.push(...namesOf(page));
      sizes.push(Buffer.byteLength(JSON.stringify(JSON.stringify(page.body))));
      query = nextOf(page);
    }
    expect(names).toHaveLength(40);
    expect(new Set(names).size).toBe(40);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(6 * 1024 ** 2);
  });
});
