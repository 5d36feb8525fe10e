import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Table } from '../../../../adapters/dynamodb/client.ts';
import { clearDraft } from '../../../../adapters/dynamodb/datameta/clear-draft.ts';
import { contentOf } from '../../../../adapters/dynamodb/datameta/content-store.ts';
import { findStagedFiles, submittedAmong } from '../../../../adapters/dynamodb/datameta/staged-file-store.ts';
import {
  type Lost,
  type Material,
  makeSubmission,
  takenValues,
} from '../../../../adapters/dynamodb/datameta/submitting.ts';
import { createGroupStore } from '../../../../adapters/dynamodb/group-store.ts';
import { groupList, listLength, newestOf } from '../../../../adapters/dynamodb/submission-lists.ts';
import { getSubmission } from '../../../../adapters/dynamodb/submission-store.ts';
import { createUserStore } from '../../../../adapters/dynamodb/user-store.ts';
import type { Account } from '../../../../domain/account/account.ts';
import type { Submission } from '../../../../domain/submission/submission.ts';
import type { Fault } from '../../../../local/dynamodb/faults.ts';
import { account, group } from '../account-fixtures.ts';
import { CREDENTIALS, type LocalTable, startLocalTable } from '../local-table.ts';
import { draftOf, stageMaterial } from './submission-material.ts';

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);

/** The process ends right after so many writes: the last one is done, its answer and everything after it are not. */
const death = { after: Number.POSITIVE_INFINITY, writes: 0 };

function inject(operation: string): Fault | undefined {
  if (death.writes >= death.after) return 'throttle';
  if (WRITES.has(operation)) death.writes += 1;
  return death.writes >= death.after ? 'lost-reply' : undefined;
}

let local: LocalTable;
let table: Table;
/** without a second try, as the dead have none */
let mortal: Table;
let owner: Account;

beforeAll(async () => {
  local = await startLocalTable(inject);
  table = local.table;
  const client = new DynamoDBClient({
    endpoint: local.url,
    region: 'us-east-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
  mortal = { name: table.name, client: DynamoDBDocumentClient.from(client) };
  const lab = group('Lab');
  await createGroupStore(table).create(lab);
  owner = await account(lab, 'ada');
  await createUserStore(table).create(owner);
});

afterAll(async () => {
  mortal.client.destroy();
  await local.close();
});

const DUE = '2027-03-01T12:05:00Z';
async function make(on: Table, draft: Submission, material: Material): Promise<Lost | undefined> {
  const outcome = await makeSubmission(on, draft, material, { dueAt: DUE });
  if (outcome === 'late') throw new Error('There is no time at which it could be late.');
  return outcome;
}

const submitted = async (material: Material) =>
  (
    await submittedAmong(table, [
      ...(
        await findStagedFiles(
          table,
          material.files.map(({ uuid }) => uuid),
        )
      ).values(),
    ])
  ).size;

async function rowsOf(text: string): Promise<string[]> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name, ConsistentRead: true }));
  return Items.filter((row) => JSON.stringify(row).includes(text)).map((row) => `${row['PK']} ${row['SK']}`);
}

describe('making a submission', () => {
  it('has everything that was asked for, in the lists', async () => {
    const material = await stageMaterial(table, owner, 3);
    const draft = draftOf(owner);
    expect(await make(table, draft, material)).toBeUndefined();
    expect(await getSubmission(table, draft.id)).toMatchObject({ state: 'running', ownNo: 1, groupNo: 1, allNo: 1 });
    expect((await contentOf(table, draft.id, 'files')).map(({ uuid }) => uuid)).toEqual(
      material.files.map(({ uuid }) => uuid),
    );
    expect(await submitted(material)).toBe(3);
    expect(await takenValues(table, material.values)).toEqual(material.values);
  });

  it('tells what another submission has', async () => {
    const first = await stageMaterial(table, owner, 2, ['X1', 'X2']);
    expect(await make(table, draftOf(owner), first)).toBeUndefined();
    const second = await stageMaterial(table, owner, 2, ['X3', 'X2']);
    const lost = await make(table, draftOf(owner), { ...second, files: first.files });
    expect(lost?.values.map(({ value }) => value)).toEqual(['X2']);
    expect([...(lost?.uuids ?? [])].toSorted()).toEqual(first.files.map(({ uuid }) => uuid).toSorted());
    expect(await takenValues(table, second.values)).toMatchObject([{ value: 'X2' }]);
    expect(await make(table, draftOf(owner), { ...second, values: second.values.slice(0, 1) })).toBeUndefined();
  });

  it('by a hundred at once for one value succeeds for exactly one', async () => {
    const before = await listLength(table, groupList(owner.groupId));
    const contenders = await Promise.all(
      Array.from({ length: 100 }, () => stageMaterial(table, owner, 1, ['the-one'])),
    );
    const results = await Promise.all(contenders.map((material) => make(table, draftOf(owner), material)));
    expect(results.filter((lost) => lost === undefined)).toHaveLength(1);
    for (const lost of results) {
      if (lost !== undefined) expect(lost.values.map(({ value }) => value)).toEqual(['the-one']);
    }
    const counted = await Promise.all(contenders.map(submitted));
    expect(counted.map((size) => size === 1)).toEqual(results.map((lost) => lost === undefined));
    expect(await listLength(table, groupList(owner.groupId))).toBe(before + 1);
  });

  it('of overlapping material in any order leaves neither empty-handed by halves', async () => {
    const all = await stageMaterial(table, owner, 400);
    const part = (from: number, to: number): Material => ({
      ...all,
      files: all.files.slice(from, to),
      metadatasets: all.metadatasets.slice(from, to),
      values: all.values.slice(from, to),
    });
    const parts = [part(0, 250), part(150, 400), part(100, 300)];
    const results = await Promise.all(parts.map((some) => make(table, draftOf(owner), some)));
    // every two of them overlap
    expect(results.filter((lost) => lost === undefined)).toHaveLength(1);
    const winner = parts[results.indexOf(undefined)];
    expect(await submitted(all)).toBe(winner?.files.length);
  });
});

describe('a submission that is broken off', () => {
  it('after any write shows nothing by halves, and can be made again', { timeout: 120_000 }, async () => {
    let ended = false;
    for (let after = 1; !ended; after++) {
      const material = await stageMaterial(table, owner, 60);
      const before = await listLength(table, groupList(owner.groupId));
      const draft = draftOf(owner, 60);
      Object.assign(death, { after, writes: 0 });
      const end = await make(mortal, draft, material).then(
        () => 'made',
        () => 'died',
      );
      Object.assign(death, { after: Number.POSITIVE_INFINITY });
      ended = end === 'made';
      const row = await getSubmission(table, draft.id);
      const counts = row?.state === 'running';
      expect(await submitted(material), `after ${after} writes`).toBe(counts ? 60 : 0);
      expect(await takenValues(table, material.values)).toHaveLength(counts ? 60 : 0);
      expect(await listLength(table, groupList(owner.groupId))).toBe(before + (counts ? 1 : 0));
      if (counts) continue;
      expect((await newestOf(table, groupList(owner.groupId), 1))[0]?.id).not.toBe(draft.id);
      const again = draftOf(owner);
      expect(await make(table, again, material), `again after ${after} writes`).toBeUndefined();
      if (row !== undefined) await clearDraft(table, draft.id);
      expect(await rowsOf(draft.id)).toEqual([]);
      expect(await submitted(material)).toBe(60);
    }
    expect(death.writes).toBeGreaterThan(4);
  });

  it('frees what it had claimed once it is cleared away', async () => {
    const material = await stageMaterial(table, owner, 60);
    const draft = draftOf(owner, 60);
    Object.assign(death, { after: 4, writes: 0 });
    await make(mortal, draft, material).catch(() => undefined);
    Object.assign(death, { after: Number.POSITIVE_INFINITY });
    expect((await rowsOf(draft.id)).length).toBeGreaterThan(1);
    await clearDraft(table, draft.id);
    await clearDraft(table, draft.id);
    expect(await rowsOf(draft.id)).toEqual([]);
    expect((await findStagedFiles(table, [material.files[0]?.uuid ?? ''])).size).toBe(1);
  });
});
