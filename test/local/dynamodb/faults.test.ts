import { GetItemCommand, PutItemCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Fault } from '../../../local/dynamodb/faults.ts';
import { type Fixture, startFixture, TABLE } from './fixture.ts';

let fixture: Fixture;
let next: Fault | undefined;
const seen: string[] = [];
beforeAll(async () => {
  fixture = await startFixture({
    inject(operation) {
      seen.push(operation);
      const fault = next;
      next = undefined;
      return fault;
    },
  });
});
afterAll(() => fixture.stop());
beforeEach(() => {
  seen.length = 0;
});

const Key = { PK: { S: 'n' }, SK: { S: '-' } };
const update = {
  TableName: TABLE,
  Key,
  UpdateExpression: 'ADD n :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
};
const transaction = (ClientRequestToken: string) =>
  new TransactWriteItemsCommand({
    ClientRequestToken,
    TransactItems: [{ Update: update }, { Put: { TableName: TABLE, Item: { PK: { S: 'm' }, SK: { S: '-' } } } }],
  });
const count = async () =>
  Number((await fixture.client.send(new GetItemCommand({ TableName: TABLE, Key }))).Item?.['n']?.N ?? 0);

test('a throttled request is refused and changes nothing', async () => {
  const before = await count();
  next = 'throttle';
  await expect(fixture.client.send(new UpdateItemCommand(update))).rejects.toMatchObject({
    name: 'ProvisionedThroughputExceededException',
  });
  expect(await count()).toBe(before);
  expect(seen).toEqual(['GetItem', 'UpdateItem', 'GetItem']);
});

test('a conflict cancels a transaction, or refuses a single write', async () => {
  const before = await count();
  next = 'conflict';
  await expect(fixture.client.send(transaction('a'))).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
  });
  next = 'conflict';
  await expect(fixture.client.send(new UpdateItemCommand(update))).rejects.toMatchObject({
    name: 'TransactionConflictException',
  });
  expect(await count()).toBe(before);
});

test('a lost reply was applied; a transaction can be sent again, a plain update counts twice', async () => {
  const before = await count();
  next = 'lost-reply';
  await expect(fixture.client.send(transaction('b'))).rejects.toThrow();
  await fixture.client.send(transaction('b'));
  expect(await count()).toBe(before + 1);
  next = 'lost-reply';
  await expect(fixture.client.send(new UpdateItemCommand(update))).rejects.toThrow();
  await fixture.client.send(new UpdateItemCommand(update));
  expect(await count()).toBe(before + 3);
});

test('a request larger than 16 MB is refused with 413', async () => {
  const Item = { PK: { S: 'huge' }, SK: { S: '-' }, d: { S: 'x'.repeat(17 * 1024 * 1024) } };
  await expect(fixture.client.send(new PutItemCommand({ TableName: TABLE, Item }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 413 },
  });
});
