import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimAll } from '../../../../adapters/dynamodb/claims.ts';
import type { Table } from '../../../../adapters/dynamodb/client.ts';
import { deleteTogether } from '../../../../adapters/dynamodb/datameta/delete-records.ts';
import { asTheyCount } from '../../../../adapters/dynamodb/datameta/metadataset-claims.ts';
import { groupSets, pendingList, readList } from '../../../../adapters/dynamodb/datameta/metadataset-lists.ts';
import {
  createMetadataset,
  findMetadatasets,
  type MetadatasetRow,
  publishMetadatasets,
} from '../../../../adapters/dynamodb/datameta/metadataset-store.ts';
import { recordExecution } from '../../../../adapters/dynamodb/datameta/service-executions.ts';
import { holdSubmittedValues, uniqueKey } from '../../../../adapters/dynamodb/datameta/unique-values.ts';
import { createGroupStore } from '../../../../adapters/dynamodb/group-store.ts';
import { keys } from '../../../../adapters/dynamodb/keys.ts';
import { readMany } from '../../../../adapters/dynamodb/read-many.ts';
import { openStaging } from '../../../../adapters/dynamodb/staging.ts';
import { commitSubmission } from '../../../../adapters/dynamodb/submission-create.ts';
import { createUserStore } from '../../../../adapters/dynamodb/user-store.ts';
import type { Account } from '../../../../domain/account/account.ts';
import type { Metadataset } from '../../../../domain/metadata/metadataset.ts';
import { newNames } from '../../../../domain/staged-names.ts';
import { SITE_IDS } from '../../../domain/site-ids.ts';
import { account, group } from '../account-fixtures.ts';
import { type LocalTable, startLocalTable } from '../local-table.ts';
import { draftOf } from './submission-material.ts';

let local: LocalTable;
let table: Table;
let ada: Account;
beforeAll(async () => {
  local = await startLocalTable();
  table = local.table;
  const lab = group('Lab');
  await createGroupStore(table).create(lab);
  ada = await account(lab, 'ada');
  await createUserStore(table).create(ada);
});
afterAll(() => local.close());

const named = ({ uuid, siteId }: { uuid: string; siteId: string }) => ({ uuid, siteId });

async function stage(record: Record<string, string> = {}, of = ada.userId): Promise<Metadataset> {
  const set: Metadataset = {
    ...newNames(SITE_IDS, 'metadataset'),
    submitterId: of,
    submitter: named(ada),
    record,
    createdAt: new Date().toISOString(),
    executions: {},
  };
  expect(await createMetadataset(table, set)).toBe(true);
  return set;
}

const draft = () => draftOf(ada);
const due = () => new Date(Date.now() + 60_000).toISOString();
const claimsOf = (sets: readonly Metadataset[]) => sets.map(({ uuid }) => ({ key: keys.metadataset(uuid) }));

async function claim(sets: readonly Metadataset[], submission = draft()) {
  await openStaging(table, submission, due());
  expect(await claimAll(table, submission.id, claimsOf(sets))).toEqual({ refused: [] });
  return submission;
}

const rowsOf = async (sets: readonly Metadataset[]): Promise<MetadatasetRow[]> => {
  const found = await findMetadatasets(
    table,
    sets.map(({ uuid }) => uuid),
  );
  return sets.map(({ uuid }) => found.get(uuid) as MetadatasetRow);
};
async function listed(list: Parameters<typeof readList>[1]['list']): Promise<string[]> {
  const uuids: string[] = [];
  for await (const rows of readList(table, { list })) uuids.push(...rows.map(({ uuid }) => uuid));
  return uuids;
}

describe('a metadataset', () => {
  it('takes no site id twice, but the same record whose answer was lost', async () => {
    const set = await stage();
    const other = set.uuid.replace(/....$/, (end) => (end === '0000' ? '0001' : '0000'));
    expect(await createMetadataset(table, { ...set, uuid: other })).toBe(false);
    expect([...(await findMetadatasets(table, [other])).keys()]).toEqual([]);
    expect(await createMetadataset(table, set)).toBe(true);
    expect((await findMetadatasets(table, [set.siteId])).get(set.siteId)?.uuid).toBe(set.uuid);
  });

  it('is found by either name, many at once', async () => {
    const sets = await Promise.all(Array.from({ length: 120 }, () => stage({}, 'somebody')));
    const references = [...sets.map(({ siteId }) => siteId), ...sets.map(({ uuid }) => uuid), 'DMR-00000000'];
    const found = await findMetadatasets(table, references);
    expect(found.size).toBe(240);
    expect(sets.every(({ uuid, siteId }) => found.get(siteId)?.uuid === uuid)).toBe(true);
  });

  it('counts as pending until the submission that claimed it counts', async () => {
    const [set, abandoned] = [await stage(), await stage()];
    const submission = await claim([set]);
    expect((await asTheyCount(table, await rowsOf([set])))[0]?.submission).toBeUndefined();
    expect(await commitSubmission(table, submission, due())).toBe(true);
    const [row] = await asTheyCount(table, await rowsOf([set, abandoned]));
    expect(row).toMatchObject({ submission: named(submission), groupId: ada.groupId });
    // its row does not say so yet
    expect((await rowsOf([set]))[0]).not.toHaveProperty('submission');
    expect(await listed(pendingList(ada.userId))).toContain(set.uuid);
  });

  it('moves from list to list when it is published, and loses nothing that was written meanwhile', async () => {
    const sets = [await stage(), await stage()];
    const [first] = sets as [Metadataset];
    const submission = await claim(sets);
    await commitSubmission(table, submission, due());
    const execution = { uuid: randomUUID(), at: due(), service: named(ada), user: named(ada), record: {}, fileIds: {} };
    expect(await recordExecution(table, first, execution, [])).toBe(true);
    expect(await recordExecution(table, first, execution, [])).toBe(false);
    const fileIds = { File: { uuid: randomUUID(), siteId: 'DMF-00000001' } };
    const published = sets.map(({ uuid }) => ({ uuid, fileIds }));
    for (let time = 0; time < 2; time++) await publishMetadatasets(table, submission, published);
    const [row] = await rowsOf(sets);
    expect(row).toMatchObject({ fileIds, submission: named(submission), executions: { [ada.uuid]: execution } });
    expect(row).not.toHaveProperty('dueKey');
    expect(await listed(pendingList(ada.userId))).not.toContain(first.uuid);
    expect(await listed(groupSets(ada.groupId))).toEqual(expect.arrayContaining(sets.map(({ uuid }) => uuid)));
  });

  it('is not published for a submission that does not have it', async () => {
    const set = await stage();
    await expect(publishMetadatasets(table, draft(), [{ uuid: set.uuid, fileIds: {} }])).rejects.toThrow(
      'does not have',
    );
    expect((await rowsOf([set]))[0]).toMatchObject({ dueKey: expect.any(String) });
  });
});

describe('deleting', () => {
  const exist = async (sets: readonly Metadataset[]) =>
    (
      await findMetadatasets(
        table,
        sets.map(({ uuid }) => uuid),
      )
    ).size;

  it.each([1, 3, 130])('takes all of %i away', async (count) => {
    const sets = await Promise.all(Array.from({ length: count }, () => stage()));
    expect(await deleteTogether(table, await rowsOf(sets), draft)).toBe(true);
    expect(await exist(sets)).toBe(0);
  });

  it.each([1, 3, 130])('takes none of %i away where a submission is being made of one', async (count) => {
    const sets = await Promise.all(Array.from({ length: count }, () => stage()));
    const seen = await rowsOf(sets);
    // an id that comes first in the alphabet: it has the right of way
    const submission = await claim(sets.slice(-1), { ...draft(), id: `2222${count}` });
    await commitSubmission(table, submission, due());
    expect(await deleteTogether(table, seen, draft)).toBe(false);
    expect(await exist(sets)).toBe(count);
  });

  it('minds no claim of a submission that was given up', async () => {
    const sets = [await stage(), await stage()];
    const submission = await claim(sets, { ...draft(), createdAt: '2020-01-01T00:00:00Z' });
    expect(await deleteTogether(table, await rowsOf(sets), draft)).toBe(true);
    expect(await commitSubmission(table, submission, due())).toBe(false);
  });

  it('deletes records that are too large for one transaction together', async () => {
    const text = 'x'.repeat(190_000);
    const sets = await Promise.all(Array.from({ length: 25 }, () => stage({ text })));
    expect(await deleteTogether(table, await rowsOf(sets), draft)).toBe(true);
    expect(await exist(sets)).toBe(0);
  });
});

describe('a metadatum that becomes unique', () => {
  it('guards the values that were submitted, under its former names as well, and no pending ones', async () => {
    const sets = [await stage({ Old: 'a' }), await stage({ ID: 'b' }), await stage({ ID: '' })];
    const pending = await stage({ ID: 'c' });
    const submission = await claim(sets);
    await commitSubmission(table, submission, due());
    await publishMetadatasets(
      table,
      submission,
      sets.map(({ uuid }) => ({ uuid, fileIds: {} })),
    );
    const metadatum = { ...METADATUM, uuid: randomUUID(), name: 'ID', formerNames: ['Old'] };
    await holdSubmittedValues(table, metadatum, 0);
    const held = await readMany(
      table,
      ['a', 'b', 'c', ''].map((value) => uniqueKey(metadatum.uuid, value)),
    );
    expect([...held.values()].map((row) => row['claim'])).toEqual([submission.id, submission.id]);
    expect(held.has(uniqueKey(metadatum.uuid, 'c').PK), pending.uuid).toBe(false);
  });
});

const METADATUM = {
  regexDescription: null,
  longDescription: null,
  example: '',
  regExp: null,
  dateTimeFmt: null,
  isMandatory: false,
  order: 1,
  isFile: false,
  isSubmissionUnique: false,
  isSiteUnique: true,
  service: null,
  revision: 1,
};
