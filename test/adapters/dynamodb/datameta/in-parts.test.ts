import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { notClaimed } from '../../../../adapters/dynamodb/claims.ts';
import { getBegun } from '../../../../adapters/dynamodb/datameta/begun-store.ts';
import { clearDraft } from '../../../../adapters/dynamodb/datameta/clear-draft.ts';
import { contentOf } from '../../../../adapters/dynamodb/datameta/content-store.ts';
import { continueSubmission, makeSubmission } from '../../../../adapters/dynamodb/datameta/submitting.ts';
import { createGroupStore } from '../../../../adapters/dynamodb/group-store.ts';
import { keys } from '../../../../adapters/dynamodb/keys.ts';
import { getSubmission, type SubmissionRow } from '../../../../adapters/dynamodb/submission-store.ts';
import { createUserStore } from '../../../../adapters/dynamodb/user-store.ts';
import type { Account } from '../../../../domain/account/account.ts';
import type { Fault } from '../../../../local/dynamodb/faults.ts';
import { account, group } from '../account-fixtures.ts';
import { CREDENTIALS, type LocalTable, startLocalTable } from '../local-table.ts';
import { draftOf, stageMaterial } from './submission-material.ts';

let local: LocalTable;
let owner: Account;
/** how many of the next transactions are refused for lack of capacity */
let busy = 0;
/** the process ends right after so many writes: the last one is done, its answer and everything after it are not */
let life = Number.POSITIVE_INFINITY;
const WRITES = new Set(['PutItem', 'UpdateItem', 'BatchWriteItem', 'TransactWriteItems']);

function inject(operation: string): Fault | undefined {
  if (life <= 0) return 'throttle';
  if (WRITES.has(operation)) life -= 1;
  if (life <= 0) return 'lost-reply';
  if (operation !== 'TransactWriteItems' || busy === 0) return undefined;
  busy -= 1;
  return 'throttle';
}

beforeAll(async () => {
  local = await startLocalTable(inject);
  const lab = group('Lab');
  await createGroupStore(local.table).create(lab);
  owner = await account(lab, 'ada');
  await createUserStore(local.table).create(owner);
});
afterAll(() => local.close());

const DUE = '2027-03-01T12:05:00Z';
const AMOUNT = 150;
const requestOf = (digest: string) => ({ userId: owner.userId, digest });
/** a request whose time is over before it has begun: it claims one piece, and no more */
const making = (digest: string, isLate = () => true) => ({
  dueAt: DUE,
  inParts: { request: requestOf(digest), isLate },
});

async function stage() {
  const material = await stageMaterial(local.table, owner, AMOUNT);
  const wanted = [
    ...material.metadatasets.map(({ uuid }) => ({ key: keys.metadataset(uuid) })),
    ...material.files.map(({ uuid }) => ({ key: keys.stagedFile(uuid) })),
  ];
  return { material, missing: async (id: string) => (await notClaimed(local.table, id, wanted)).length };
}

const rowOf = async (id: string) => (await getSubmission(local.table, id)) as SubmissionRow;

/** The next request for the same. */
async function goOn(digest: string, id: string, isLate = () => true, table = local.table) {
  const begun = await getBegun(local.table, requestOf(digest));
  expect(begun?.id).toBe(id);
  return continueSubmission(table, await rowOf(id), begun ?? { id, claimed: 0 }, making(digest, isLate));
}

it('a submission that takes longer than a request goes on with the next one', async () => {
  const { material, missing } = await stage();
  const draft = draftOf(owner, 60);
  expect(await makeSubmission(local.table, draft, material, making('a'))).toBe('late');
  let claimed = 0;
  for (;;) {
    expect(await rowOf(draft.id)).toMatchObject({ staging: 'open', state: 'draft', renewedAt: expect.any(String) });
    const now = (await getBegun(local.table, requestOf('a')))?.claimed ?? 0;
    expect(now).toBeGreaterThan(claimed);
    claimed = now;
    const outcome = await goOn('a', draft.id);
    if (outcome === undefined) break;
    expect(outcome).toBe('late');
  }
  expect(await missing(draft.id)).toBe(0);
  expect(await rowOf(draft.id)).toMatchObject({ state: 'running', ownNo: 1, groupNo: 1, allNo: 1 });
  expect(await contentOf(local.table, draft.id, 'files')).toHaveLength(AMOUNT);
  // whoever comes once more finds it made
  expect(await goOn('a', draft.id)).toBeUndefined();
  expect(await rowOf(draft.id)).toMatchObject({ ownNo: 1 });
});

it('is known again by its digest and its submitter alone', async () => {
  const { material } = await stage();
  const draft = draftOf(owner);
  await makeSubmission(local.table, draft, material, making('b'));
  const find = (request: { userId: string; digest: string }) => getBegun(local.table, request);
  expect((await find(requestOf('b')))?.id).toBe(draft.id);
  expect(await find(requestOf('c'))).toBeUndefined();
  expect(await find({ userId: 'somebody', digest: 'b' })).toBeUndefined();
});

it('of two that want the same, in parts, one is made and the other learns that it has lost', async () => {
  const { material } = await stage();
  const drafts = [draftOf(owner), draftOf(owner)];
  const outcomes = await Promise.all(
    drafts.map(async ({ id }, index) => {
      const draft = { ...draftOf(owner), ...drafts[index] };
      let outcome: unknown = await makeSubmission(local.table, draft, material, making(id));
      while (outcome === 'late') outcome = await goOn(id, id, () => false);
      return outcome === undefined ? 'made' : 'lost';
    }),
  );
  expect(outcomes.toSorted()).toEqual(['lost', 'made']);
});

it('goes on wherever a request was killed, and shows nothing by halves', async () => {
  const config = { endpoint: local.url, region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 1 };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(config));
  const mortal = { name: local.table.name, client };
  const { material, missing } = await stage();
  const draft = draftOf(owner);
  await makeSubmission(local.table, draft, material, making('f'));
  let outcome: unknown = 'late';
  let deaths = 0;
  for (let writes = 1; outcome !== undefined; writes++) {
    const row = await rowOf(draft.id);
    if (row.staging === undefined) break;
    expect(row).toMatchObject({ staging: 'open', state: 'draft' });
    expect(row.ownNo).toBeUndefined();
    life = writes;
    outcome = await goOn('f', draft.id, () => false, mortal).catch(() => 'died');
    life = Number.POSITIVE_INFINITY;
    if (outcome === 'died') deaths += 1;
  }
  client.destroy();
  expect(deaths).toBeGreaterThan(1);
  expect(await missing(draft.id)).toBe(0);
  expect(await rowOf(draft.id)).toMatchObject({ state: 'running', ownNo: expect.any(Number) });
});

it('that was given up meanwhile is lost, and the next one takes over what it had', async () => {
  const { material, missing } = await stage();
  const draft = draftOf(owner);
  await makeSubmission(local.table, draft, material, making('d'));
  const row = await rowOf(draft.id);
  await clearDraft(local.table, draft.id);
  expect(await continueSubmission(local.table, row, { id: draft.id, claimed: 100 }, making('d'))).toBe('lost');
  const again = draftOf(owner);
  expect(
    await makeSubmission(
      local.table,
      again,
      material,
      making('d', () => false),
    ),
  ).toBeUndefined();
  expect(await missing(again.id)).toBe(0);
});

it('waits for the table’s capacity as long as it has time', async () => {
  const { material, missing } = await stage();
  const draft = draftOf(owner);
  // each transaction is tried four times by the SDK
  busy = 12;
  expect(
    await makeSubmission(
      local.table,
      draft,
      material,
      making('e', () => false),
    ),
  ).toBeUndefined();
  expect([busy, await missing(draft.id)]).toEqual([0, 0]);
});
