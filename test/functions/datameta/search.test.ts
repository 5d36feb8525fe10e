import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { define, type Id, type SetAnswer, stage } from './data.ts';
import { type Answer, type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

interface Found extends SetAnswer {
  label: string | null;
  userName: string;
  groupName: string;
  groupId: Id;
}

const byText = (a: string, b: string) => (a < b ? -1 : 1);

let site: DatametaSite;
let member: Somebody;
let reader: Somebody;
const ids: Id[] = [];

beforeAll(async () => {
  site = await startDatametaSite();
  const lab = await site.group('Marine Lab');
  const other = await site.group('Forest Lab');
  const admin = await site.person(lab, 'admin', { siteAdmin: true });
  member = await site.person(lab, 'coral');
  reader = await site.person(other, 'reader', { siteRead: true });
  const forester = await site.person(other, 'forester');
  await define(site, admin, { name: 'ID' }, { name: 'Place', order: 200 });
  const submissions: [Somebody, string, string[]][] = [
    [member, 'Spring cruise', ['North Sea', 'Baltic Sea', 'Ærø']],
    [forester, 'Oaks', ['North Wood', 'North Sea shore']],
  ];
  for (const [who, label, places] of submissions) {
    const made: Id[] = [];
    for (const Place of places) made.push(await stage(site, who, { ID: `${label}-${Place}`, Place }));
    const json = { metadatasetIds: made.map(({ uuid }) => uuid), fileIds: [], label };
    expect((await site.ask('POST /api/v1/submissions', { token: who.token, json })).status).toBe(200);
    ids.push(...made);
  }
});
afterAll(() => site.close());

const search = (text: string, { token } = reader, query = {}) =>
  site.ask<Found[]>('GET /api/v1/submitted-metadatasets', { token, query: { search: text, ...query } });
const places = ({ body }: Answer<Found[]>) => body.map(({ record }) => record['Place'] ?? '').toSorted(byText);

describe('searching submitted data', () => {
  it('says all about each metadataset', async () => {
    const [found] = (await search('ÆRØ')).body;
    expect(found).toMatchObject({
      id: ids[2],
      label: 'Spring cruise',
      userName: member.account.fullName,
      groupName: 'Marine Lab',
      submittedAt: expect.stringMatching(/Z$/),
      supersedes: null,
      supersededBy: null,
    });
  });

  it.each([
    ['north', ['North Sea', 'North Sea shore', 'North Wood']],
    ['north sea', ['North Sea', 'North Sea shore']],
    ['sea north', ['North Sea', 'North Sea shore']],
    ['"sea shore"', ['North Sea shore']],
    ["'forest lab' north", ['North Sea shore', 'North Wood']],
    ['cruise', ['Baltic Sea', 'North Sea', 'Ærø']],
    ['coral baltic', ['Baltic Sea']],
    ['nowhere', []],
    ['', ['Baltic Sea', 'North Sea', 'North Sea shore', 'North Wood', 'Ærø']],
  ])('finds %j', async (text, expected) => {
    expect(places(await search(text))).toEqual(expected.toSorted(byText));
  });

  it('finds by every id, in any case', async () => {
    const [id] = ids;
    for (const text of [id?.uuid ?? '', id?.site.toLowerCase() ?? '']) {
      expect(places(await search(text))).toEqual(['North Sea']);
    }
  });

  it('finds nothing of other groups', async () => {
    expect(places(await search('north', member))).toEqual(['North Sea']);
    expect((await search('oaks', member)).body).toEqual([]);
  });

  it('gives pages that miss nothing, in both orders', async () => {
    for (const order of ['newest', 'oldest']) {
      const found: Found[] = [];
      let query: Record<string, string> | undefined = { limit: '2', order };
      while (query !== undefined) {
        const page: Answer<Found[]> = await search('sea', reader, query);
        found.push(...page.body);
        const link: string | undefined = page.headers['link'];
        query =
          link === undefined ? undefined : Object.fromEntries(new URL(link.slice(1, link.indexOf('>'))).searchParams);
      }
      expect(found.map(({ record }) => record['Place'] ?? '').toSorted(byText)).toEqual([
        'Baltic Sea',
        'North Sea',
        'North Sea shore',
      ]);
      const labels = found.map(({ label }) => label);
      expect(labels[0]).toBe(order === 'newest' ? 'Oaks' : 'Spring cruise');
    }
  });
});
