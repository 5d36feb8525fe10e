import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type ReturnConsumedCapacity,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemSize } from '../../../local/dynamodb/item-size.ts';
import { type Fixture, startFixture, TABLE } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

const TOTAL = { ReturnConsumedCapacity: 'TOTAL' as ReturnConsumedCapacity };
const INDEXES = { ReturnConsumedCapacity: 'INDEXES' as ReturnConsumedCapacity };
const keyOf = (PK: string, SK = '-') => ({ PK: { S: PK }, SK: { S: SK } });
const padded = (PK: string, SK: string, bytes: number) => ({ ...keyOf(PK, SK), d: { S: 'x'.repeat(bytes) } });
const put = (Item: Record<string, { S: string } | { N: string }>) =>
  fixture.client.send(new PutItemCommand({ TableName: TABLE, Item, ...INDEXES }));

test('item sizes follow the rules of the Developer Guide', () => {
  expect(itemSize({ ab: { S: 'ö' } })).toBe(4);
  expect(itemSize({ n: { N: '12345' } })).toBe(1 + 4);
  expect(itemSize({ n: { N: '-0.00120' } })).toBe(1 + 3);
  expect(itemSize({ b: { B: 'AAEC' }, t: { BOOL: true }, z: { NULL: true } })).toBe(4 + 2 + 2);
  expect(itemSize({ l: { L: [{ S: 'a' }, { S: 'b' }] } })).toBe(1 + 3 + 4);
  expect(itemSize({ m: { M: { k: { S: 'v' } } } })).toBe(1 + 3 + 1 + 2);
  expect(itemSize({ s: { SS: ['ab', 'c'] } })).toBe(4);
});

test('a read costs one unit per started 4 KB, half of it when eventually consistent', async () => {
  await put(padded('read', '-', 9000));
  const cost = async (PK: string, ConsistentRead: boolean) => {
    const input = { TableName: TABLE, Key: keyOf(PK), ConsistentRead, ...TOTAL };
    return (await fixture.client.send(new GetItemCommand(input))).ConsumedCapacity?.CapacityUnits;
  };
  expect(await cost('read', true)).toBe(3);
  expect(await cost('read', false)).toBe(1.5);
  expect(await cost('absent', true)).toBe(1);
  expect(await cost('absent', false)).toBe(0.5);
  const silent = await fixture.client.send(new GetItemCommand({ TableName: TABLE, Key: keyOf('read') }));
  expect(silent.ConsumedCapacity).toBeUndefined();
});

test('a batch read costs the sum of its items, each rounded up', async () => {
  await put(padded('batch', '1', 5000));
  await put(padded('batch', '2', 10));
  const Keys = ['1', '2', 'absent'].map((SK) => keyOf('batch', SK));
  const cost = async (ConsistentRead: boolean) => {
    const input = { RequestItems: { [TABLE]: { Keys, ConsistentRead } }, ...TOTAL };
    return (await fixture.client.send(new BatchGetItemCommand(input))).ConsumedCapacity;
  };
  expect(await cost(true)).toEqual([{ TableName: TABLE, CapacityUnits: 4 }]);
  expect(await cost(false)).toEqual([{ TableName: TABLE, CapacityUnits: 2 }]);
});

test('a page costs what its items weigh together, however far down the list it lies', async () => {
  for (let n = 1; n <= 300; n += 25)
    await fixture.client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [TABLE]: Array.from({ length: 25 }, (_, at) => {
            const no = String(n + at).padStart(3, '0');
            const Item = { ...padded('list', no, 900), ownKey: { S: 'list' }, ownNo: { N: no } };
            return { PutRequest: { Item } };
          }),
        },
      }),
    );
  const page = (from: number) =>
    fixture.client.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: 'own',
        KeyConditionExpression: 'ownKey = :key AND ownNo BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':key': { S: 'list' }, ':from': { N: `${from}` }, ':to': { N: `${from + 9}` } },
        ...INDEXES,
      }),
    );
  const first = await page(101);
  expect(first.Count).toBe(10);
  // ten items of about 960 bytes are three started 4 KB
  expect(first.ConsumedCapacity).toEqual({
    TableName: TABLE,
    CapacityUnits: 1.5,
    Table: { CapacityUnits: 0 },
    GlobalSecondaryIndexes: { own: { CapacityUnits: 1.5 } },
  });
  expect((await page(281)).ConsumedCapacity?.CapacityUnits).toBe(1.5);
});

test('a write costs one unit per started 1 KB, in the table and in every index it touches', async () => {
  const cost = async (Item: Parameters<typeof put>[0]) => {
    const { ConsumedCapacity: units } = await put(Item);
    return [units?.Table?.CapacityUnits, units?.GlobalSecondaryIndexes?.['own']?.CapacityUnits, units?.CapacityUnits];
  };
  const item = { ...padded('write', '-', 1500), ownKey: { S: 'write' }, ownNo: { N: '1' } };
  expect(await cost(item)).toEqual([2, 2, 4]);
  expect(await cost(item)).toEqual([2, undefined, 2]);
  expect(await cost({ ...item, d: { S: 'short' } })).toEqual([2, 2, 4]);
  expect(await cost({ ...item, d: { S: 'short' }, ownNo: { N: '2' } })).toEqual([1, 2, 3]);
  const gone = new DeleteItemCommand({ TableName: TABLE, Key: keyOf('write'), ...TOTAL });
  expect((await fixture.client.send(gone)).ConsumedCapacity).toEqual({ TableName: TABLE, CapacityUnits: 2 });
});

test('a transaction costs twice as much, and its indexes once', async () => {
  const Item = { ...padded('listed', '1', 1500), ownKey: { S: 'tx' }, ownNo: { N: '1' } };
  const written = await fixture.client.send(
    new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: TABLE, Item } }], ...INDEXES }),
  );
  expect(written.ConsumedCapacity).toMatchObject([
    { CapacityUnits: 6, Table: { CapacityUnits: 4 }, GlobalSecondaryIndexes: { own: { CapacityUnits: 2 } } },
  ]);
});

test('a transaction says which kind of unit it has used', async () => {
  const written = await fixture.client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: TABLE, Item: padded('tx', '1', 1500) } },
        {
          ConditionCheck: { TableName: TABLE, Key: keyOf('tx', '2'), ConditionExpression: 'attribute_not_exists(PK)' },
        },
      ],
      ...TOTAL,
    }),
  );
  expect(written.ConsumedCapacity).toEqual([{ TableName: TABLE, CapacityUnits: 6, WriteCapacityUnits: 6 }]);
  const read = await fixture.client.send(
    new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: TABLE, Key: keyOf('tx', '1') } }], ...TOTAL }),
  );
  expect(read.ConsumedCapacity).toEqual([{ TableName: TABLE, CapacityUnits: 2, ReadCapacityUnits: 2 }]);
});
