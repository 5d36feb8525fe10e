import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishFiles } from '../../../adapters/dynamodb/datameta/file-publication.ts';
import type { StagedFileRow } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { getFile, updateFile } from '../../../adapters/dynamodb/file-store.ts';
import { writeIndependently } from '../../../adapters/dynamodb/independent-writes.ts';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import type { TransactItem } from '../../../adapters/dynamodb/transaction.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

let local: LocalTable;
beforeAll(async () => {
  local = await startLocalTable();
});
afterAll(() => local.close());

type Row = ReturnType<typeof keys.ref>;

const put = (key: Row, more: object = {}): TransactItem => ({
  Put: { TableName: local.table.name, Item: { ...key, ...more }, ConditionExpression: 'attribute_not_exists(PK)' },
});
const read = async (key: Row) =>
  (await local.table.client.send(new GetCommand({ TableName: local.table.name, Key: { ...key } }))).Item;

/** Writes so many records, the second of which is there already. */
async function written(name: string, count: number) {
  const rows = Array.from({ length: count }, (_, index) => keys.ref(`${name}${index}`));
  const [taken, last] = [rows[1], rows.at(-1)] as [Row, Row];
  expect(await writeIndependently(local.table, [put(taken)])).toBeUndefined();
  const failed = await writeIndependently(
    local.table,
    rows.map((row) => put(row)),
  );
  return { failed: failed?.flatMap((one, index) => (one ? [index] : [])), last: await read(last) };
}

describe('writes that do not depend on each other', () => {
  it('are made each by itself where they are few', async () => {
    const { failed, last } = await written('few', 25);
    expect(failed).toEqual([1]);
    expect(last).toBeDefined();
  });

  it('are made in one transaction where they are many', async () => {
    const { failed, last } = await written('many', 26);
    expect(failed).toEqual([1]);
    expect(last).toBeUndefined();
  });
});

describe('the files of a submission', () => {
  const owner = { id: 'abc2345', groupId: 'g', createdAt: '2027-03-01T12:00:00Z' };
  const staged = async (name: string) => {
    const file = {
      ...keys.stagedFile(name),
      uuid: name,
      siteId: name,
      name,
      submitterId: 'u',
      groupId: 'g',
      claim: owner.id,
    };
    await writeIndependently(local.table, [put(keys.stagedFile(name), file)]);
    return file as unknown as StagedFileRow;
  };

  it('keep what the steps wrote where their publication is repeated by somebody late', async () => {
    const file = await staged('one');
    expect(await publishFiles(local.table, owner, [file])).toBe(true);
    await updateFile(local.table, keys.file(owner.id, 'one'), { state: 'released' }, { state: 'arrived' });
    expect(await publishFiles(local.table, owner, [file])).toBe(false);
    expect(await getFile(local.table, owner.id, 'one')).toMatchObject({ state: 'released', siteId: 'one' });
  });

  it('are listed by whoever goes on after one that was broken off behind the row', async () => {
    const file = await staged('two');
    await writeIndependently(local.table, [put(keys.file(owner.id, 'two'), { name: 'two', state: 'arrived' })]);
    expect(await publishFiles(local.table, owner, [file])).toBe(true);
    expect(await read(keys.stagedFile('two'))).toMatchObject({ submittedAt: owner.createdAt });
  });
});
