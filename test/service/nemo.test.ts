import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOk } from './client.ts';
import { curl, SENDER } from './curl.ts';
import { mailTo } from './mail.ts';
import { newGroup, newPerson, PASSWORD, type Person } from './people.ts';
import { dataFolder, siteAdmin } from './shared.ts';
import {
  COLUMNS,
  csvFile,
  ended,
  manifestOf,
  manifestRow,
  type NemoSubmission,
  read,
  release,
  stepEnded,
  submit,
} from './submitting.ts';

const MANY = 103;

let ada: Person;
let jo: Person;
let leader: Person;
let superuser: Person;
/** Jo's submissions: one of each status */
let own: { complete: NemoSubmission; running: NemoSubmission; failed: NemoSubmission };
const folder = mkdtempSync(join(tmpdir(), 'waybill-nemo-'));

beforeAll(async () => {
  const group = await newGroup(siteAdmin());
  [ada, jo, leader, superuser] = await Promise.all([
    newPerson(siteAdmin(), group, {}, 'ada'),
    newPerson(siteAdmin(), group, {}, 'jo'),
    newPerson(siteAdmin(), group, { groupAdmin: true }, 'leader'),
    newPerson(siteAdmin(), await newGroup(siteAdmin()), { siteRead: true }, 'super'),
  ]);
  const [complete, running, failed] = await Promise.all([
    release(jo, [csvFile('done.csv')]),
    submit(jo, manifestOf([csvFile('waits.csv')], 'controlled')).then((id) => stepEnded(jo, id, 'manifest_validated')),
    submit(jo, Buffer.from('no\tmanifest\n')).then((id) => ended(jo, id)),
    submitMany(),
  ]);
  own = { complete, running, failed };
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Ten at a time; their manifests end each at its first step. */
async function submitMany(): Promise<void> {
  const lanes = Array.from({ length: 10 }, async (_, lane) => {
    for (let n = lane; n < MANY; n += 10) await submit(ada, Buffer.from('no\tmanifest\n'));
  });
  await Promise.all(lanes);
}

interface Page {
  total: number;
  results: NemoSubmission[];
  page?: number;
  next?: string;
}

const header = ({ token }: Person): [string, string] => ['-H', `Authorization: Bearer ${token}`];

async function get<T = Page>(person: Person, path: string): Promise<T> {
  const { status, text } = await curl('-X', 'GET', ...header(person), path.startsWith('/') ? person.url + path : path);
  expect(`${status} ${text}`).toMatch(/^200 /);
  return JSON.parse(text) as T;
}

async function search(person: Person, document: object | string, query = ''): Promise<Page> {
  const body = typeof document === 'string' ? document : JSON.stringify(document);
  const { status, text } = await curl(
    '-X',
    'POST',
    ...header(person),
    `${person.url}/api/submission/search${query}`,
    '-d',
    body,
  );
  expect(`${status} ${text}`).toMatch(/^200 /);
  return JSON.parse(text) as Page;
}

const idsOf = ({ results }: Page): string[] => results.map(({ id }) => id);

describe(`the documented sign-in, sent by ${SENDER}`, () => {
  it('gives a token, in the documented order, for 24 hours', async () => {
    const data = `{"username":"${ada.username}","password":"${PASSWORD}"}`;
    const { status, text } = await curl('-X', 'POST', `${ada.url}/v1/login`, '-d', data);
    const answer = JSON.parse(text) as { jwt: string; expireAt: number };
    expect([status, Object.keys(answer)]).toEqual([200, ['message', 'jwt', 'email', 'first', 'last', 'expireAt']]);
    expect(answer).toMatchObject({ message: 'Successful login.', email: ada.email, first: 'Ada', last: 'Lovelace' });
    expect(Math.abs(answer.expireAt - Date.now() / 1000 - 86_400)).toBeLessThan(60);
    expect((await get({ ...ada, token: answer.jwt }, '/api/submission')).total).toBe(MANY);
  });

  it('fails in the documented words', async () => {
    const { status, text } = await curl(
      '-X',
      'POST',
      `${ada.url}/v1/login`,
      '-d',
      `{"username":"${ada.username}","password":"x"}`,
    );
    expect([status, text]).toEqual([401, '{"message":"Login failed."}']);
  });
});

describe(`the documented reading, sent by ${SENDER}`, () => {
  it('of one submission has the documented keys in their order', async () => {
    const { status, text } = await curl('-X', 'GET', ...header(jo), `${jo.url}/api/submission/${own.complete.id}`);
    const submission = JSON.parse(text) as NemoSubmission;
    expect([status, Object.keys(submission)]).toEqual([
      200,
      ['id', 'submitter', 'creation', 'complete', 'success', 'steps', 'policy'],
    ]);
    expect(submission).toMatchObject({ submitter: jo.username, complete: true, success: true, policy: 'open' });
    expect(submission.id).toMatch(/^[2-9a-km-z]{7}$/);
    expect(submission.creation).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(submission.steps).toHaveLength(6);
    for (const step of submission.steps) expect(Object.keys(step)).toEqual(['name', 'success', 'date', 'msg']);
  });

  it('has no policy while it is not known, and no step that has not ended', async () => {
    const failed = await get<NemoSubmission>(jo, `/api/submission/${own.failed.id}`);
    expect(Object.keys(failed)).toEqual(['id', 'submitter', 'creation', 'complete', 'success', 'steps']);
    expect(failed).toMatchObject({
      complete: true,
      success: false,
      steps: [{ name: 'manifest_validated', success: false }],
    });
    const running = await get<NemoSubmission>(jo, `/api/submission/${own.running.id}`);
    expect(running).toMatchObject({ complete: false, success: false, policy: 'restricted' });
    expect(running.steps.map(({ name }) => name)).toEqual(['manifest_validated']);
  });

  it('of a short history is total and results alone, newest first', async () => {
    const history = await get(jo, '/api/submission');
    expect(Object.keys(history)).toEqual(['total', 'results']);
    expect([history.total, idsOf(history).toSorted()]).toEqual([
      3,
      Object.values(own)
        .map(({ id }) => id)
        .toSorted(),
    ]);
    expect(history.results.find(({ id }) => id === own.complete.id)).toEqual(await read(jo, own.complete.id));
  });

  it('of a long history comes in pages of 100, each with its number and the next', async () => {
    const first = await get(ada, '/api/submission');
    expect(Object.keys(first)).toEqual(['total', 'results', 'page', 'next']);
    expect(first).toMatchObject({ total: MANY, page: 1, next: `${ada.url}/api/submission?page=2` });
    const second = await get(ada, first.next ?? '');
    expect(Object.keys(second)).toEqual(['total', 'results', 'page']);
    expect([first.results.length, second.results.length, second.page]).toEqual([100, MANY - 100, 2]);
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(MANY);
    const dates = [...first.results, ...second.results].map(({ creation }) => Date.parse(creation));
    // made ten at a time, each dated before it takes its place, for which it may wait 20 s
    for (const [n, date] of dates.entries()) expect(date).toBeGreaterThanOrEqual((dates[n + 10] ?? 0) - 25_000);
    for (const page of ['0', '-1', 'x', '']) expect((await get(ada, `/api/submission?page=${page}`)).page).toBe(1);
    for (const page of ['3', '99999999']) {
      expect(idsOf(await get(ada, `/api/submission?page=${page}`))).toEqual(idsOf(second));
    }
  });

  it('with all=y shows a leader the group, a superuser all, and anybody else their own', async () => {
    expect((await get(jo, '/api/submission?all=y')).total).toBe(3);
    expect((await get(leader, '/api/submission')).total).toBe(0);
    const group = await get(leader, '/api/submission?all=y');
    expect(group).toMatchObject({ total: MANY + 3, page: 1, next: `${ada.url}/api/submission?page=2&all=y` });
    const rest = await get(leader, group.next ?? '');
    expect(new Set([...idsOf(group), ...idsOf(rest)]).size).toBe(MANY + 3);
    expect(new Set([...group.results, ...rest.results].map(({ submitter }) => submitter))).toEqual(
      new Set([ada.username, jo.username]),
    );
    expect((await get(superuser, '/api/submission?all=y')).total).toBeGreaterThanOrEqual(MANY + 3);
    expect((await get(superuser, '/api/submission')).total).toBe(0);
  });
});

describe(`the documented search, sent by ${SENDER}`, () => {
  const day = (iso: string, shift = 0): string =>
    new Date(Date.parse(iso.slice(0, 10)) + shift * 86_400_000).toISOString().slice(0, 10);
  const first = () =>
    day(
      Object.values(own)
        .map(({ creation }) => creation)
        .toSorted()[0] ?? '',
    );
  const last = () =>
    day(
      Object.values(own)
        .map(({ creation }) => creation)
        .toSorted()
        .at(-1) ?? '',
    );
  const all = () =>
    Object.values(own)
      .map(({ id }) => id)
      .toSorted();
  const found = async (document: object, person = jo) => idsOf(await search(person, document)).toSorted();

  it('by each field alone', async () => {
    expect(await found({ id: own.complete.id })).toEqual([own.complete.id]);
    expect(await found({ submitter: jo.username })).toEqual(all());
    expect(await found({ 'start-date': first() })).toEqual(all());
    expect(await found({ 'start-date': day(last(), 1) })).toEqual([]);
    expect(await found({ 'end-date': last() })).toEqual(all());
    expect(await found({ 'end-date': day(first(), -1) })).toEqual([]);
    expect(await found({ policy: 'open' })).toEqual([own.complete.id]);
    expect(await found({ policy: 'restricted' })).toEqual([own.running.id]);
    expect(await found({ policy: 'embargo' })).toEqual([]);
    expect(await found({ status: ['complete'] })).toEqual([own.complete.id]);
    expect(await found({ status: ['in-progress'] })).toEqual([own.running.id]);
    expect(await found({ status: ['error'] })).toEqual([own.failed.id]);
    expect(await found({ status: ['error', 'complete'] })).toEqual([own.complete.id, own.failed.id].toSorted());
    expect(await found({ status: [] })).toEqual([]);
    expect(await found({})).toEqual(all());
  });

  it('by the fully completed document, and by one that fails in a single field', async () => {
    const document = {
      id: own.complete.id,
      submitter: jo.username,
      'start-date': first(),
      'end-date': last(),
      policy: 'open',
      status: ['complete'],
    };
    expect(await found(document)).toEqual([own.complete.id]);
    const others = { id: own.failed.id, submitter: 'nobody', 'start-date': day(last(), 1), policy: 'restricted' };
    for (const [field, value] of Object.entries({ ...others, 'end-date': day(first(), -1), status: ['error'] })) {
      expect([field, await found({ ...document, [field]: value })]).toEqual([field, []]);
    }
  });

  it('by substrings of ids and names, in any case', async () => {
    const [, middle = ''] = /^.(.{5}).$/.exec(own.complete.id) ?? [];
    expect(await found({ id: middle })).toEqual([own.complete.id]);
    expect(await found({ id: middle.toUpperCase() })).toEqual([own.complete.id]);
    expect(await found({ id: middle, submitter: 'JO-' }, leader)).toEqual([own.complete.id]);
    expect(await found({ submitter: jo.username.slice(0, 6) }, leader)).toEqual(all());
    expect(await found({ id: 'no' })).toEqual(all().filter((id) => id.includes('no')));
  });

  it('among what one may see, and nothing else', async () => {
    expect(await found({ submitter: ada.username })).toEqual([]);
    expect((await search(leader, { submitter: ada.username })).total).toBe(MANY);
    expect((await search(superuser, { submitter: ada.username })).total).toBe(MANY);
  });

  it('in pages; a page beyond the last is the last, none or nonsense is the first', async () => {
    const document = { status: ['error'] };
    const one = await search(ada, document);
    expect([Object.keys(one), one.total, one.results.length, one.page]).toEqual([
      ['total', 'results', 'page'],
      MANY,
      100,
      1,
    ]);
    const two = await search(ada, document, '?page=2');
    expect([two.total, two.results.length, two.page]).toEqual([MANY, MANY - 100, 2]);
    expect(new Set([...idsOf(one), ...idsOf(two)]).size).toBe(MANY);
    for (const page of ['3', '1000000']) expect(await search(ada, document, `?page=${page}`)).toEqual(two);
    for (const page of ['0', '-2', 'two', '1.5']) expect(await search(ada, document, `?page=${page}`)).toEqual(one);
    expect(await search(ada, { id: 'no such id' }, '?page=2')).toEqual({ total: 0, results: [], page: 1 });
  });
});

const csv = (rows: readonly (readonly string[])[]): string => `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;

function manifestFile(name: string, ...changes: Record<string, string>[]): string {
  const rows = changes.map((change, n) => manifestRow(csvFile(`f${n}.csv`), 'open', change));
  const path = join(folder, name);
  writeFileSync(path, csv([COLUMNS, ...rows]));
  return path;
}

describe(`the documented submission, sent by ${SENDER}`, () => {
  it('takes a CSV file in and answers with the id, in the documented words', async () => {
    const path = manifestFile('file.csv', {}, {});
    const { status, text } = await curl(
      '-X',
      'POST',
      ...header(jo),
      `${jo.url}/api/submission`,
      '-F',
      `manifest=@${path}`,
    );
    expect([status, text]).toEqual([200, expect.stringMatching(/^\{"result":"success","id":"[2-9a-km-z]{7}"\}$/)]);
    const { id } = JSON.parse(text) as { id: string };
    const { steps } = await stepEnded(jo, id, 'manifest_validated');
    expect(steps).toMatchObject([{ success: true, msg: expect.stringContaining('2 files') }]);
  });

  it('as a dry run tells every error where it is, by answer and by mail, and stays out of the history', async () => {
    const path = manifestFile('trial.csv', { Species: 'muose' }, {}, { Access: 'closed', Lab: 'nolab' });
    const before = (await get(jo, '/api/submission')).total;
    const { status, text } = await curl(
      '-X',
      'POST',
      ...header(jo),
      `${jo.url}/api/submission?dryrun=y`,
      '-F',
      `manifest=@${path}`,
    );
    const answer = JSON.parse(text) as { result: string; id: string; errors: { row: number; column: string }[] };
    expect([status, answer.result, Object.keys(answer).slice(0, 2)]).toEqual([200, 'failure', ['result', 'id']]);
    expect(answer.errors.map(({ row, column }) => [row, column])).toEqual([
      [2, 'Species'],
      [4, 'Lab'],
      [4, 'Access'],
    ]);
    const letter = await mailTo(dataFolder(), jo.email, new RegExp(`dry run ${answer.id}: 3 errors`));
    for (const place of ['row 2, Species "muose"', 'row 4, Lab "nolab"', 'row 4, Access "closed"', 'trial.csv']) {
      expect(letter.text).toContain(place);
    }
    expect((await get(jo, '/api/submission')).total).toBe(before);
    expect((await curl('-X', 'GET', ...header(jo), `${jo.url}/api/submission/${answer.id}`)).status).toBe(404);
    expect((await search(jo, { id: answer.id })).total).toBe(0);
  });

  it('as a dry run of a good manifest says so, by answer and by mail', async () => {
    const path = manifestFile('good.csv', {});
    const { text } = await curl(
      '-X',
      'POST',
      ...header(jo),
      `${jo.url}/api/submission?dryrun=y`,
      '-F',
      `manifest=@${path}`,
    );
    const { result, id } = JSON.parse(text) as { result: string; id: string };
    expect(result).toBe('success');
    const letter = await mailTo(dataFolder(), jo.email, new RegExp(`dry run ${id}: valid`));
    expect(letter.text).toContain('Nothing was submitted.');
  });
});

describe(`the documented file status, sent by ${SENDER}`, () => {
  const SCHEMAS = 'https://raw.githubusercontent.com/nemoarchive/api-schemas/main/file-status-api';
  const submitter = () => ({ username: jo.username, first: 'Ada', last: 'Lovelace', email: jo.email });

  it('is the same by identifier and by name, each with the other', async () => {
    const { id } = own.complete;
    const byName = await get<{ identifier: string }>(jo, `/v1/file-status/${id}/done.csv`);
    expect(Object.keys(byName)).toEqual(['identifier', 'schema', 'status', 'submission_id', 'submitter']);
    const common = { status: 'COMPLETE', submission_id: id, submitter: submitter() };
    expect(byName).toEqual({
      identifier: byName.identifier,
      schema: `${SCHEMAS}/sub_id_filename_response.json`,
      ...common,
    });
    const byIdentifier = await get<object>(jo, `/v1/file-status/${byName.identifier}`);
    expect(Object.keys(byIdentifier)).toEqual(['file_name', 'schema', 'status', 'submission_id', 'submitter']);
    expect(byIdentifier).toEqual({ file_name: 'done.csv', schema: `${SCHEMAS}/identifier_response.json`, ...common });
  });

  it('says what is in progress, and what has failed with its submission', async () => {
    const path = `/v1/file-status/${own.running.id}/waits.csv`;
    expect(await get(jo, path)).toMatchObject({ status: 'IN_PROGRESS', identifier: null });
    await expectOk(jo, `/api/v1/submissions/${own.running.id}/cancel`, { method: 'POST' });
    expect(await get(jo, path)).toMatchObject({ status: 'FAILED' });
  });
});
