import {
  DescribeTimeToLiveCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commit } from '../../../local/dynamodb/commit.ts';
import { openDatabase } from '../../../local/dynamodb/database.ts';
import { ensureTable } from '../../../local/dynamodb/ensure-table.ts';
import { expiryEntry } from '../../../local/dynamodb/expiry-entry.ts';
import { itemAddress, itemKey } from '../../../local/dynamodb/keys.ts';
import { expire } from '../../../local/dynamodb/time-to-live.ts';
import type { Item } from '../../../local/dynamodb/types.ts';
import { declared, type Fixture, startFixture, TABLE, temporaryFolder } from './fixture.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const seconds = (offset: number) => ({ N: String(NOW.getTime() / 1000 + offset) });

let fixture: Fixture;
beforeEach(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.stop());

const put = (PK: string, more = {}) =>
  fixture.client.send(new PutItemCommand({ TableName: TABLE, Item: { PK: { S: PK }, SK: { S: '-' }, ...more } }));
const left = async () =>
  (await fixture.client.send(new ScanCommand({ TableName: TABLE }))).Items?.map((item) => item['PK']?.S).toSorted();
const describe = async () =>
  (await fixture.client.send(new DescribeTimeToLiveCommand({ TableName: TABLE }))).TimeToLiveDescription;
const setTtl = (AttributeName: string, Enabled: boolean) =>
  fixture.client.send(
    new UpdateTimeToLiveCommand({ TableName: TABLE, TimeToLiveSpecification: { AttributeName, Enabled } }),
  );

test('items go when their time has passed, from their indexes too', async () => {
  const listed = { ownKey: { S: 'k' }, ownNo: { N: '1' } };
  await put('past', { ttl: seconds(-1), ...listed });
  await put('now', { ttl: seconds(0) });
  await put('soon', { ttl: seconds(1) });
  await put('text', { ttl: { S: seconds(-1).N } });
  await put('ancient', { ttl: seconds(-6 * 365 * 24 * 3600) });
  await put('without');
  expect(await fixture.service.expire(NOW)).toBe(2);
  expect(await left()).toEqual(['ancient', 'soon', 'text', 'without']);
  const index = await fixture.client.send(
    new QueryCommand({
      TableName: TABLE,
      IndexName: 'own',
      KeyConditionExpression: 'ownKey = :k',
      ExpressionAttributeValues: { ':k': { S: 'k' } },
    }),
  );
  expect(index.Items).toEqual([]);
  expect(await fixture.service.expire(NOW)).toBe(0);
});

test('an item lives on when its time is changed or taken away', async () => {
  await put('extended', { ttl: seconds(-5) });
  await put('extended', { ttl: seconds(50) });
  await put('kept', { ttl: seconds(-5) });
  await put('kept');
  expect(await fixture.service.expire(NOW)).toBe(0);
  expect(await fixture.service.expire(new Date(NOW.getTime() + 60_000))).toBe(1);
  expect(await left()).toEqual(['kept']);
});

test('time to live is described, disabled and enabled for another attribute, which counts for items already there', async () => {
  await put('old', { ttl: seconds(-5), until: seconds(100) });
  expect(await describe()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  await expect(setTtl('ttl', true)).rejects.toThrow('TimeToLive is already enabled');
  await expect(setTtl('until', false)).rejects.toThrow('different AttributeName');
  await setTtl('ttl', false);
  expect(await describe()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  expect(await fixture.service.expire(NOW)).toBe(0);
  await setTtl('until', true);
  expect(await describe()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'until' });
  expect(await fixture.service.expire(NOW)).toBe(0);
  expect(await fixture.service.expire(new Date(NOW.getTime() + 101_000))).toBe(1);
});

test('the declared attribute is set again when it was changed', async () => {
  await setTtl('ttl', false);
  await put('past', { ttl: seconds(-1) });
  await fixture.service.ensureTable(declared);
  expect(await fixture.service.expire(NOW)).toBe(1);
});

test('an entry that was filed for an older time does not delete the item', async () => {
  await using scratch = await temporaryFolder();
  const database = await openDatabase(scratch.folder, () => NOW);
  await ensureTable(database, declared);
  const table = database.tables.get(TABLE);
  const [old, now] = [-5, 5].map((offset) => ({ PK: { S: 'raced' }, SK: { S: '-' }, ttl: seconds(offset) }));
  const key = itemKey(table, now as Item);
  const stale = expiryEntry(table, 'ttl', key, old) as string;
  await commit(database, [{ table, key, before: undefined, after: now }], [{ type: 'put', key: stale, value: key }]);
  expect(await expire(database, NOW)).toBe(0);
  expect(database.storage.read(itemAddress(table, key))).toEqual(now);
  expect(database.storage.read(stale)).toBeUndefined();
  expect(await expire(database, new Date(NOW.getTime() + 6000))).toBe(1);
  await database.storage.close();
});
