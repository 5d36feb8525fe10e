import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { declared, type Fixture, startFixture, TABLE, temporaryFolder } from './fixture.ts';

type Items = NonNullable<TransactWriteCommandInput['TransactItems']>;

const OTHER = 'others';
let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
  await fixture.service.ensureTable({ ...declared, TableName: OTHER });
});
afterAll(() => fixture.stop());

const key = (PK: string, SK = '-') => ({ TableName: TABLE, Key: { PK, SK } });
const put = (PK: string, more: Record<string, unknown> = {}) => ({
  Put: { TableName: TABLE, Item: { PK, SK: '-', ...more } },
});
const add = (PK: string, TableName = TABLE) => ({
  Update: {
    TableName,
    Key: { PK, SK: '-' },
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': 1 },
  },
});
const write = (TransactItems: Items, more: Partial<TransactWriteCommandInput> = {}) =>
  fixture.documents.send(new TransactWriteCommand({ TransactItems, ...more }));
const get = async (PK: string, TableName = TABLE) =>
  (await fixture.documents.send(new GetCommand({ ...key(PK), TableName, ConsistentRead: true }))).Item;
const canceled = async (items: Items) => {
  const error = await write(items).then(
    () => undefined,
    (thrown: unknown) => thrown as TransactionCanceledException,
  );
  expect(error?.name).toBe('TransactionCanceledException');
  return error as TransactionCanceledException;
};

test('all writes of a transaction happen, in the table and in its indexes', async () => {
  await fixture.documents.send(
    new PutCommand({ TableName: TABLE, Item: { PK: 'gone', SK: '-', ownKey: 'k', ownNo: 1 } }),
  );
  await write([
    put('made', { ownKey: 'k', ownNo: 2 }),
    add('counted'),
    { Delete: key('gone') },
    { ConditionCheck: { ...key('never'), ConditionExpression: 'attribute_not_exists(PK)' } },
  ]);
  expect(await get('counted')).toMatchObject({ n: 1 });
  expect(await get('never')).toBeUndefined();
  const listed = await fixture.documents.send(
    new QueryCommand({
      TableName: TABLE,
      IndexName: 'own',
      KeyConditionExpression: 'ownKey = :k',
      ExpressionAttributeValues: { ':k': 'k' },
    }),
  );
  expect(listed.Items?.map(({ PK }) => PK)).toEqual(['made']);
});

test('one condition that fails cancels all, and each item has its reason', async () => {
  await fixture.documents.send(new PutCommand({ TableName: TABLE, Item: { PK: 'taken', SK: '-', by: 'me' } }));
  const error = await canceled([
    put('wanted'),
    {
      Put: {
        TableName: TABLE,
        Item: { PK: 'taken', SK: '-' },
        ConditionExpression: 'attribute_not_exists(PK)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    { ConditionCheck: { ...key('absent'), ConditionExpression: 'attribute_exists(PK)' } },
    { Update: { ...key('taken', 'x'), UpdateExpression: 'SET ownKey = :v', ExpressionAttributeValues: { ':v': 5 } } },
  ]);
  expect(error.message).toBe(
    'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed, ValidationError]',
  );
  expect(error.CancellationReasons?.map(({ Code }) => Code)).toEqual([
    'None',
    'ConditionalCheckFailed',
    'ConditionalCheckFailed',
    'ValidationError',
  ]);
  expect(error.CancellationReasons?.[1]).toMatchObject({
    Message: 'The conditional request failed',
    Item: { by: { S: 'me' } },
  });
  expect(error.CancellationReasons?.[2]?.Item).toBeUndefined();
  expect(await get('wanted')).toBeUndefined();
});

test('the limits of a transaction hold', async () => {
  const refused = { name: 'ValidationException' };
  await expect(write([put('twice'), { Delete: key('twice') }])).rejects.toThrow('multiple operations on one item');
  await expect(write(Array.from({ length: 101 }, (_, n) => put(`many${n}`)))).rejects.toMatchObject(refused);
  await expect(write([])).rejects.toMatchObject(refused);
  await expect(write([{ ...put('a'), ...add('b') }])).rejects.toThrow('only contain one of');
  const large = Array.from({ length: 12 }, (_, n) => put(`large${n}`, { text: 'x'.repeat(360_000) }));
  await expect(write(large)).rejects.toThrow('cannot exceed 4 MB');
  expect(await get('large0')).toBeUndefined();
  await write(large.slice(0, 11));
  await expect(write([{ Put: { TableName: 'nowhere', Item: { PK: 'a', SK: 'b' } } }])).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await write(Array.from({ length: 100 }, (_, n) => put(`hundred${n}`)));
  expect(await get('hundred99')).toBeDefined();
});

test('200 transactions at once on one counter are all counted', async () => {
  await Promise.all(Array.from({ length: 200 }, () => write([add('left'), add('right')])));
  expect(await get('left')).toMatchObject({ n: 200 });
  expect(await get('right')).toMatchObject({ n: 200 });
});

test('transactions that name the same items of two tables in opposite orders do not block each other', async () => {
  const there = [add('x'), add('y', OTHER), add('z')];
  await Promise.all(Array.from({ length: 60 }, (_, n) => write(n % 2 ? there : there.toReversed())));
  expect([(await get('x'))?.['n'], (await get('y', OTHER))?.['n'], (await get('z'))?.['n']]).toEqual([60, 60, 60]);
});

test('a transactional read sees all of a transaction or nothing', async () => {
  const reads = new TransactGetCommand({ TransactItems: [{ Get: key('pair1') }, { Get: key('pair2') }] });
  let running = true;
  const writing = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (running) await write([add('pair1'), add('pair2')]);
    }),
  );
  const torn: unknown[] = [];
  for (let n = 0; n < 150; n++) {
    const { Responses } = await fixture.documents.send(reads);
    const [one, two] = [Responses?.[0]?.Item?.['n'], Responses?.[1]?.Item?.['n']];
    if (one !== two) torn.push([one, two]);
  }
  running = false;
  await writing;
  expect(torn).toEqual([]);
  expect((await get('pair1'))?.['n']).toBeGreaterThan(10);
});

test('a transactional read gives items in the order asked, with their projections', async () => {
  await write([put('first', { a: 1, b: 2 }), put('third', { a: 3 })]);
  const { Responses } = await fixture.documents.send(
    new TransactGetCommand({
      TransactItems: [
        { Get: { ...key('first'), ProjectionExpression: 'b' } },
        { Get: key('second') },
        { Get: key('third') },
      ],
    }),
  );
  expect(Responses).toEqual([{ Item: { b: 2 } }, {}, { Item: { PK: 'third', SK: '-', a: 3 } }]);
});

test('a token makes a transaction happen once, for ten minutes and across a restart', async () => {
  let now = new Date('2026-11-21T10:00:00Z');
  await using scratch = await temporaryFolder();
  const start = () => startFixture({ now: () => now, directory: scratch.folder });
  const first = await start();
  const send = (documents: Fixture['documents'], PK: string, more = {}) =>
    documents.send(new TransactWriteCommand({ TransactItems: [add(PK)], ClientRequestToken: 'once', ...more }));
  const count = async (documents: Fixture['documents']) =>
    (await documents.send(new GetCommand(key('counter')))).Item?.['n'];

  await Promise.all(Array.from({ length: 10 }, () => send(first.documents, 'counter')));
  expect(await count(first.documents)).toBe(1);
  await expect(send(first.documents, 'another')).rejects.toMatchObject({
    name: 'IdempotentParameterMismatchException',
  });
  const replayed = await send(first.documents, 'counter', { ReturnConsumedCapacity: 'TOTAL' });
  expect(replayed.ConsumedCapacity).toMatchObject([{ TableName: TABLE, ReadCapacityUnits: 2 }]);

  await first.stop();
  now = new Date('2026-11-21T10:09:59Z');
  const second = await start();
  await send(second.documents, 'counter');
  expect(await count(second.documents)).toBe(1);
  now = new Date('2026-11-21T10:10:01Z');
  await send(second.documents, 'counter');
  expect(await count(second.documents)).toBe(2);
  await second.stop();
});

test('of different transactions that are sent at once with one token, one is applied', async () => {
  const names = Array.from({ length: 8 }, (_, n) => `rival${n}`);
  const outcomes = await Promise.allSettled(names.map((name) => write([put(name)], { ClientRequestToken: 'rivals' })));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused.map(({ reason }) => (reason as Error).name)).toEqual(
    Array(7).fill('IdempotentParameterMismatchException'),
  );
  expect((await Promise.all(names.map((name) => get(name)))).filter(Boolean)).toHaveLength(1);
});

test('a cancelled transaction does not use up its token', async () => {
  const guarded: Items = [{ Put: { ...put('late').Put, ConditionExpression: 'attribute_not_exists(PK)' } }];
  await write([put('late')]);
  const again = () => write(guarded, { ClientRequestToken: 'retry' });
  await expect(again()).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  await write([{ Delete: key('late') }]);
  await again();
  expect(await get('late')).toBeDefined();
});
