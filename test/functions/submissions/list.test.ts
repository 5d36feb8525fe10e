import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { type Key, keys, listKeys } from '../../../adapters/dynamodb/keys.ts';
import type { Group } from '../../../domain/account/account.ts';
import { DOORS } from '../../../domain/submission/submission.ts';
import { routes } from '../../../functions/submissions/routes.ts';
import { group } from '../../adapters/dynamodb/account-fixtures.ts';
import { endedRow, fill } from '../../adapters/dynamodb/submission-rows.ts';
import { ask, type Door, type InProcess, startInProcess } from '../in-process.ts';

const LENGTH = 1250;

interface Listed {
  id: string;
  name: string | null;
  door: string;
  group: { id: string; name: string } | null;
  step: string | null;
}
interface Page {
  total: number;
  skipped: number;
  submissions: Listed[];
  next?: string;
  previous?: string;
}

let functions: InProcess;
let door: Door;
let token: string;
let lead: string;
let admin: string;
let elsewhere: Group;

/** Three of four are Ada's, one is of somebody of another group; each tenth of the last runs. */
const isElsewhere = (no: number): boolean => no % 4 === 0;
const isRunning = (no: number): boolean => no > 1000 && no % 10 === 0;

function rowOf(no: number): Record<string, unknown> {
  const userId = token.slice(0, 10);
  const place = isElsewhere(no)
    ? { groupId: elsewhere.groupId, groupKey: listKeys.group(elsewhere.groupId), groupNo: no / 4, ownKey: 'OWN#other' }
    : { groupId: functions.groupId, groupKey: listKeys.group(functions.groupId), groupNo: no - Math.floor(no / 4) };
  const at = `2026-${no > 1000 ? '03' : '02'}-01T10:00:00Z`;
  return endedRow(no, {
    submitterId: userId,
    ownKey: listKeys.own(userId),
    ownNo: no - Math.floor(no / 4),
    submitter: isElsewhere(no) ? 'zoe' : 'ada',
    createdAt: at,
    updatedAt: at,
    door: DOORS[no % 3],
    ...(no % 5 === 0 && { via: 'web', label: `Étude <b>${no}</b> of cells` }),
    ...(isRunning(no) && { state: 'running', steps: {} }),
    ...place,
  });
}

async function setLength(key: Key, attribute: string, length: number): Promise<void> {
  const { table } = functions.local;
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: { ...key },
      UpdateExpression: 'SET #n = :n',
      ExpressionAttributeNames: { '#n': attribute },
      ExpressionAttributeValues: { ':n': length },
    }),
  );
}

beforeAll(async () => {
  functions = await startInProcess({ uncounted: true });
  door = { handler: await functions.load('submissions/index.ts'), routes };
  token = await functions.tokenFor('ada');
  lead = await functions.tokenFor('lead', { groupAdmin: true });
  admin = await functions.tokenFor('root', { siteAdmin: true });
  elsewhere = group('Elsewhere');
  await createGroupStore(functions.local.table).create(elsewhere);
  await fill(functions.local.table, LENGTH, rowOf);
  const others = Math.floor(LENGTH / 4);
  await setLength(keys.user(token.slice(0, 10)), 'ownCount', LENGTH - others);
  await setLength(keys.counter(listKeys.group(functions.groupId)), 'n', LENGTH - others);
  await setLength(keys.counter(listKeys.group(elsewhere.groupId)), 'n', others);
  await setLength(keys.counter(listKeys.all()), 'n', LENGTH);
});
afterAll(() => functions.close());

const list = <T = Page>(query: Record<string, string> = {}, as = admin, status = 200) =>
  ask<T>(door, 'GET /api/v1/submissions', { token: as, query, status });

const numbers = (wanted: (no: number) => boolean): string[] =>
  Array.from({ length: LENGTH }, (_, index) => LENGTH - index)
    .filter(wanted)
    .map((no) => `s${String(no).padStart(6, '0')}`);

/** Every page, by the cursors that pages give; then back again. */
async function walk(query: Record<string, string>, as = admin): Promise<{ forth: string[]; back: string[] }> {
  const forth: Page[] = [await list(query, as)];
  for (let next = forth[0]?.next; next !== undefined; next = forth.at(-1)?.next)
    forth.push(await list({ ...query, after: next }, as));
  const back: Page[] = forth.slice(-1);
  for (let previous = back[0]?.previous; previous !== undefined; previous = back[0]?.previous)
    back.unshift(await list({ ...query, after: previous }, as));
  const idsOf = (pages: Page[]) => pages.flatMap(({ submissions }) => submissions.map(({ id }) => id));
  return { forth: idsOf(forth), back: idsOf(back) };
}

describe('the list of submissions', () => {
  it.each<[Record<string, string>, (no: number) => boolean]>([
    [{}, () => true],
    [{ door: 'nemo' }, (no) => no % 3 === 0],
    [{ door: 'datameta', submittedVia: 'Web' }, (no) => no % 3 === 1 && no % 5 === 0],
    [{ submittedVia: 'API' }, (no) => no % 5 !== 0],
    [{ state: 'running,failed' }, isRunning],
    [{ state: 'succeeded', from: '2026-03-01', to: '2026-03-01' }, (no) => !isRunning(no) && no > 1000],
    [{ q: 'étude cells' }, (no) => no % 5 === 0],
    [{ q: '"<b>125</b>"' }, (no) => no === 125],
    [{ submitter: 'ZO' }, isElsewhere],
    [{ q: 'zoe', policy: 'open' }, isElsewhere],
    [{ policy: 'private' }, () => false],
  ])('narrowed by %j is whole, page by page, forth and back', async (query, wanted) => {
    const expected = numbers(wanted);
    // the second time what has ended comes from blocks
    for (const limit of ['500', '333']) {
      expect((await list({ ...query, limit })).total).toBe(expected.length);
      const { forth, back } = await walk({ ...query, limit });
      expect(forth).toEqual(expected);
      expect(back).toEqual(expected);
    }
  });

  it('is that of the group for its admin, and for each member on request', async () => {
    const own = numbers((no) => !isElsewhere(no));
    expect((await walk({}, lead)).forth).toEqual(own);
    expect((await list({ limit: '1' }, token)).total).toBe(own.length);
    const nobodys = await functions.tokenFor('nobody');
    expect((await list({}, nobodys)).total).toBe(0);
    expect((await walk({ scope: 'group', limit: '500' }, nobodys)).forth).toEqual(own);
    const { id: ours = '' } = (await list({ scope: 'group', limit: '1' }, nobodys)).submissions[0]?.group ?? {};
    expect((await list({ group: ours, limit: '1' }, nobodys)).total).toBe(own.length);
    expect((await list({ limit: '1' }, await functions.tokenFor('reader', { siteRead: true }))).total).toBe(LENGTH);
  });

  it('is that of another group for those who see all', async () => {
    const others = await list({ group: elsewhere.uuid, limit: '500' });
    expect(others.submissions.map(({ id }) => id)).toEqual(numbers(isElsewhere));
    expect(others.submissions[0]?.group).toEqual({ id: elsewhere.uuid, name: 'Elsewhere' });
    for (const query of [{ scope: 'all' }, { group: elsewhere.siteId }]) await list<unknown>(query, lead, 403);
    await list<unknown>({ group: crypto.randomUUID() }, admin, 404);
    for (const query of [
      { group: elsewhere.uuid, scope: 'own' },
      { from: '2026-03-02', to: '2026-03-01' },
    ])
      await list<unknown>(query, admin, 400);
  });

  it('says of each what it is called and where it stands', async () => {
    const [row] = (await list({ limit: '1' })).submissions;
    expect(row).toMatchObject({
      id: 's001250',
      name: 'Étude <b>1250</b> of cells',
      submittedVia: 'Web',
      state: 'running',
      step: 'manifest_validated',
      group: { name: 'Lab' },
    });
  });

  it('neither repeats nor loses one while others come in', async () => {
    const first = await list({ limit: '100', state: 'succeeded' }, lead);
    const total = LENGTH - Math.floor(LENGTH / 4);
    const { table } = functions.local;
    const late = { ...rowOf(LENGTH + 1), groupNo: total + 1, state: 'succeeded' };
    await fill(table, 1, () => late);
    await setLength(keys.counter(listKeys.group(functions.groupId)), 'n', total + 1);
    const second = await list({ limit: '100', state: 'succeeded', after: first.next ?? '' }, lead);
    expect(second.skipped).toBe(101);
    const seen = [...first.submissions, ...second.submissions].map(({ id }) => id);
    expect(seen).toEqual(numbers((no) => !isElsewhere(no) && !isRunning(no)).slice(0, 200));
  });

  it.each([{ after: 'x' }, { limit: '501' }, { state: 'lost' }, { door: 'back' }, { from: '2026-02-30' }, { q: '' }])(
    'refuses %j',
    async (query) => {
      await list<unknown>(query as Record<string, string>, admin, 400);
    },
  );
});
