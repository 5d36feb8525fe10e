import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, type Fixture, rewriteBodies, startFixture, TABLE } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

const put = (Item: Record<string, unknown>) => fixture.documents.send(new PutCommand({ TableName: TABLE, Item }));
const get = async (PK: string) =>
  (await fixture.documents.send(new GetCommand({ TableName: TABLE, Key: { PK, SK: '-' }, ConsistentRead: true }))).Item;
const update = (PK: string, UpdateExpression: string, more: Partial<UpdateCommandInput> = {}) =>
  fixture.documents.send(new UpdateCommand({ TableName: TABLE, Key: { PK, SK: '-' }, UpdateExpression, ...more }));
const holds = async (PK: string, ConditionExpression: string, values: Record<string, unknown>) => {
  try {
    await update(PK, 'SET touched = :true', {
      ConditionExpression,
      ExpressionAttributeValues: { ...values, ':true': true },
    });
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

test('every kind of value comes back as it went in', async () => {
  const item = {
    PK: 'kinds',
    SK: '-',
    text: 'Größe 🧬',
    empty: '',
    number: -12.5,
    bytes: new Uint8Array([0, 255]),
    none: null,
    no: false,
    list: [1, 'two', { three: [] }],
    map: { nested: { deep: true } },
    strings: new Set(['a', 'b']),
  };
  await put(item);
  expect(await get('kinds')).toEqual(item);
});

test('a condition that fails gives back the item only when asked to', async () => {
  await put({ PK: 'held', SK: '-', version: 3 });
  const base = { TableName: TABLE, Item: { PK: 'held', SK: '-' }, ConditionExpression: 'attribute_not_exists(PK)' };
  await expect(fixture.documents.send(new PutCommand(base))).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    message: 'The conditional request failed',
    Item: undefined,
  });
  const withOld = { ...base, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
  await expect(fixture.documents.send(new PutCommand(withOld))).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    Item: { PK: { S: 'held' }, SK: { S: '-' }, version: { N: '3' } },
  });
  const removal = new DeleteCommand({
    TableName: TABLE,
    Key: { PK: 'held', SK: '-' },
    ConditionExpression: 'version > :three',
    ExpressionAttributeValues: { ':three': 3 },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  await expect(fixture.documents.send(removal)).rejects.toMatchObject({ Item: { version: { N: '3' } } });
  expect(await get('held')).toMatchObject({ version: 3 });
});

test('ReturnValues gives the item before or after', async () => {
  await put({ PK: 'values', SK: '-', n: 1, kept: 'yes' });
  const values = { ExpressionAttributeValues: { ':one': 1 } };
  const seen = async (ReturnValues: UpdateCommandInput['ReturnValues']) =>
    (await update('values', 'ADD n :one', { ...values, ReturnValues })).Attributes;
  expect(await seen('ALL_OLD')).toMatchObject({ n: 1, kept: 'yes' });
  expect(await seen('ALL_NEW')).toMatchObject({ n: 3, kept: 'yes' });
  expect(await seen('UPDATED_OLD')).toEqual({ n: 3 });
  expect(await seen('UPDATED_NEW')).toEqual({ n: 5 });
  const removed = await fixture.documents.send(
    new DeleteCommand({ TableName: TABLE, Key: { PK: 'values', SK: '-' }, ReturnValues: 'ALL_OLD' }),
  );
  expect(removed.Attributes).toMatchObject({ n: 5 });
  expect(await get('values')).toBeUndefined();
});

test('an update reads all its operands from the item as it was', async () => {
  await put({ PK: 'order', SK: '-', tally: 7, steps: ['a', 'b', 'c', 'd'], shape: { x: 1 } });
  await update(
    'order',
    'SET earlier = tally, shapeBefore = shape, shape.x = :nine REMOVE steps[0], steps[2] ADD tally :one',
    { ExpressionAttributeValues: { ':one': 1, ':nine': 9 } },
  );
  expect(await get('order')).toMatchObject({
    earlier: 7,
    tally: 8,
    shapeBefore: { x: 1 },
    shape: { x: 9 },
    steps: ['b', 'd'],
  });
});

test('an update creates the item it does not find', async () => {
  await update(
    'fresh',
    'SET n = if_not_exists(n, :zero) + :one, logs = list_append(if_not_exists(logs, :none), :entry)',
    {
      ExpressionAttributeValues: { ':zero': 0, ':one': 1, ':none': [], ':entry': ['first'] },
    },
  );
  expect(await get('fresh')).toEqual({ PK: 'fresh', SK: '-', n: 1, logs: ['first'] });
});

test('conditions compare lists, maps and sets by content', async () => {
  const [steps, shape] = [[1, { a: 2 }], { b: [3] }];
  await put({ PK: 'deep', SK: '-', steps, shape, labels: new Set(['x', 'y']), shapes: [shape] });
  expect(await holds('deep', 'steps = :v', { ':v': steps })).toBe(true);
  expect(await holds('deep', 'steps <> :v', { ':v': steps })).toBe(false);
  expect(await holds('deep', 'shape IN (:v, :w)', { ':v': 1, ':w': shape })).toBe(true);
  expect(await holds('deep', 'shape = :v', { ':v': { b: [4] } })).toBe(false);
  expect(await holds('deep', 'labels = :v', { ':v': new Set(['y', 'x']) })).toBe(true);
  expect(await holds('deep', 'contains(shapes, :v)', { ':v': shape })).toBe(true);
});

test('conditions know missing, empty and false values apart', async () => {
  await put({ PK: 'edges', SK: '-', blank: '', flag: false, nothing: null });
  expect(await holds('edges', 'absent <> :v', { ':v': 1 })).toBe(true);
  expect(await holds('edges', 'absent = :v', { ':v': 1 })).toBe(false);
  expect(await holds('edges', 'absent < :v', { ':v': 1 })).toBe(false);
  expect(await holds('edges', 'NOT absent < :v', { ':v': 1 })).toBe(true);
  expect(await holds('edges', 'attribute_exists(nothing) AND attribute_not_exists(absent)', {})).toBe(true);
  expect(await holds('edges', 'flag = :v OR blank = :w', { ':v': true, ':w': 'x' })).toBe(false);
  const types = { ':bool': 'BOOL', ':s': 'S' };
  expect(await holds('edges', 'attribute_type(flag, :bool) AND attribute_type(blank, :s)', types)).toBe(true);
  expect(await holds('edges', 'blank BETWEEN :low AND :high', { ':low': '', ':high': 'b' })).toBe(true);
  expect(await holds('edges', 'begins_with(blank, :v)', { ':v': '' })).toBe(true);
});

test('size() counts bytes', async () => {
  await put({ PK: 'sizes', SK: '-', blank: '', title: 'Größe', steps: [1, 2] });
  const values = { ':zero': 0, ':seven': 7, ':two': 2 };
  expect(await holds('sizes', 'size(blank) = :zero AND size(title) = :seven AND size(steps) = :two', values)).toBe(
    true,
  );
});

test('numbers keep 38 digits and compare as numbers', async () => {
  const n = '12345678901234567890123456789012345678';
  await fixture.client.send(
    new PutItemCommand({ TableName: TABLE, Item: { PK: { S: 'digits' }, SK: { S: '-' }, n: { N: n } } }),
  );
  expect(await holds('digits', 'n > :v', { ':v': 99 })).toBe(true);
  expect(await holds('digits', 'n BETWEEN :v AND :w', { ':v': 99, ':w': 100 })).toBe(false);
});

test('an item may have 400 KB, counted in bytes', async () => {
  await expect(put({ PK: 'big', SK: '-', text: 'ä'.repeat(205_000) })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Item size has exceeded the maximum allowed size',
  });
  await put({ PK: 'big', SK: '-', text: 'a'.repeat(409_000) });
  await expect(
    update('big', 'SET more = :v', { ExpressionAttributeValues: { ':v': 'x'.repeat(1000) } }),
  ).rejects.toThrow('maximum allowed size');
});

test('index keys must have their type and content, also when an update computes them', async () => {
  const bad = { name: 'ValidationException' };
  await expect(put({ PK: 'keys', SK: '-', ownKey: 5 })).rejects.toMatchObject(bad);
  await expect(put({ PK: 'keys', SK: '-', ownKey: '' })).rejects.toThrow('IndexKey: ownKey');
  await expect(put({ PK: 'keys', SK: '-', dueAt: 'x'.repeat(1025) })).rejects.toThrow('limit of 1024 bytes');
  await put({ PK: 'keys', SK: '-', blank: '', label: 'seven' });
  await expect(update('keys', 'SET ownKey = blank')).rejects.toThrow('IndexKey: ownKey');
  await expect(update('keys', 'SET ownNo = label')).rejects.toThrow('Type mismatch for Index Key ownNo');
  expect(await get('keys')).toEqual({ PK: 'keys', SK: '-', blank: '', label: 'seven' });
});

test('500 clients that create one item have one winner, and 500 that count reach 500', async () => {
  const create = (n: number) =>
    fixture.documents.send(
      new PutCommand({
        TableName: TABLE,
        Item: { PK: 'race', SK: '-', n },
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
    );
  const outcomes = await Promise.allSettled(Array.from({ length: 500 }, (_, n) => create(n)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const values = { ExpressionAttributeValues: { ':one': 1 } };
  await Promise.all(Array.from({ length: 500 }, () => update('count', 'ADD n :one', values)));
  expect(await get('count')).toMatchObject({ n: 500 });
});

test('an attribute that cannot be kept is refused, not dropped', async () => {
  const client = clientOf(fixture.service.url);
  // The SDK for JavaScript cannot send this name, so one of equal length takes its place; other clients can.
  rewriteBodies(client, 'unsigned', (body) => body.replace('the_proto', '__proto__'));
  const item = { PK: { S: 'proto' }, SK: { S: '-' } };
  const proto = new PutItemCommand({ TableName: TABLE, Item: { ...item, shape: { M: { the_proto: { N: '1' } } } } });
  await expect(client.send(proto)).rejects.toThrow('cannot keep an attribute named __proto__');
  await client.send(new PutItemCommand({ TableName: TABLE, Item: { ...item, note: { S: '"the_proto": is text' } } }));
  expect(await get('proto')).toMatchObject({ note: '"__proto__": is text' });
  client.destroy();
});

test('a parameter without effect is refused, not passed over', async () => {
  const legacy = fixture.client.send(
    new PutItemCommand({
      TableName: TABLE,
      Item: { PK: { S: 'legacy' }, SK: { S: '-' } },
      Expected: { PK: { Exists: false } },
    }),
  );
  await expect(legacy).rejects.toThrow('does not implement the parameter Expected');
  await expect(
    update('x', 'SET #s = :s, unused = :s', {
      ExpressionAttributeNames: { '#s': 's', '#t': 't' },
      ExpressionAttributeValues: { ':s': 1 },
    }),
  ).rejects.toThrow('unused in expressions');
  await expect(update('x', 'SET status = :s', { ExpressionAttributeValues: { ':s': 1 } })).rejects.toThrow(
    'reserved keyword',
  );
});
