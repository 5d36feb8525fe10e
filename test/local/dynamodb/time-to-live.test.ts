import {
  DescribeTimeToLiveCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { declared, type Fixture, startFixture, TABLE } from './fixture.ts';

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
