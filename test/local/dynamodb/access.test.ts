import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../../local/aws/caller.ts';
import { clientOf, type Fixture, operator, rewriteBodies, startFixture, TABLE } from './fixture.ts';

const TABLE_ARN = `arn:aws:dynamodb:us-east-1:000000000000:table/${TABLE}`;

/** Writes down what it is asked, and allows all but the actions in `denied`. */
const asked: { action: string; resource: string; keys: unknown }[] = [];
const denied = new Set<string>();
const restricted: Caller = {
  accessKeyId: 'RESTRICTED',
  secretAccessKey: 'restricted-secret',
  name: 'uploads-function',
  allows(action, resource, context) {
    asked.push({ action, resource, keys: context?.['dynamodb:LeadingKeys'] });
    return !denied.has(action);
  },
};

let fixture: Fixture;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  fixture = await startFixture({ others: [restricted] });
  client = clientOf(fixture.service.url, restricted);
});
afterAll(() => {
  client.destroy();
  return fixture.stop();
});
beforeEach(() => {
  asked.length = 0;
  denied.clear();
});

const key = (PK: string) => ({ PK: { S: PK }, SK: { S: '-' } });
const at = (PK: string) => ({ TableName: TABLE, Key: key(PK) });

test('a refusal says who may not do what to which resource, and nothing happens', async () => {
  denied.add('dynamodb:PutItem');
  await expect(client.send(new PutItemCommand({ TableName: TABLE, Item: key('refused') }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message:
      'User: uploads-function is not authorized to perform: dynamodb:PutItem on resource: ' +
      `${TABLE_ARN} because no identity-based policy allows the dynamodb:PutItem action`,
    $metadata: { httpStatusCode: 400 },
  });
  expect((await fixture.client.send(new GetItemCommand(at('refused')))).Item).toBeUndefined();
});

test('each operation asks for its own action, with the partition keys it touches', async () => {
  await client.send(new GetItemCommand(at('a')));
  await client.send(new UpdateItemCommand(at('b')));
  await client.send(new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys: [key('a'), key('b')] } } }));
  await client.send(
    new BatchWriteItemCommand({
      RequestItems: { [TABLE]: [{ PutRequest: { Item: key('c') } }, { DeleteRequest: { Key: key('d') } }] },
    }),
  );
  await client.send(new ScanCommand({ TableName: TABLE }));
  await client.send(new DescribeTimeToLiveCommand({ TableName: TABLE }));
  await client.send(new ListTablesCommand({}));
  expect(asked).toEqual([
    { action: 'dynamodb:GetItem', resource: TABLE_ARN, keys: ['a'] },
    { action: 'dynamodb:UpdateItem', resource: TABLE_ARN, keys: ['b'] },
    { action: 'dynamodb:BatchGetItem', resource: TABLE_ARN, keys: ['a', 'b'] },
    { action: 'dynamodb:BatchWriteItem', resource: TABLE_ARN, keys: ['c', 'd'] },
    { action: 'dynamodb:Scan', resource: TABLE_ARN, keys: undefined },
    { action: 'dynamodb:DescribeTimeToLive', resource: TABLE_ARN, keys: undefined },
    { action: 'dynamodb:ListTables', resource: '*', keys: undefined },
  ]);
});

test('a query of an index asks for the index, with the partition key of the index', async () => {
  const query = { TableName: TABLE, ExpressionAttributeValues: { ':v': { S: 'mine' } } };
  await client.send(new QueryCommand({ ...query, KeyConditionExpression: 'PK = :v' }));
  await client.send(new QueryCommand({ ...query, IndexName: 'own', KeyConditionExpression: 'ownKey = :v' }));
  expect(asked).toEqual([
    { action: 'dynamodb:Query', resource: TABLE_ARN, keys: ['mine'] },
    { action: 'dynamodb:Query', resource: `${TABLE_ARN}/index/own`, keys: ['mine'] },
  ]);
});

test('a transaction asks for the action of each of its items', async () => {
  const check = { ...at('e'), ConditionExpression: 'attribute_not_exists(PK)' };
  const transaction = new TransactWriteItemsCommand({
    TransactItems: [
      { Put: { TableName: TABLE, Item: key('a') } },
      { Put: { TableName: TABLE, Item: key('b') } },
      { Update: { ...at('c'), UpdateExpression: 'REMOVE x' } },
      { Delete: at('d') },
      { ConditionCheck: check },
    ],
  });
  await client.send(transaction);
  await client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: at('a') }, { Get: at('b') }] }));
  expect(asked).toEqual([
    { action: 'dynamodb:PutItem', resource: TABLE_ARN, keys: ['a', 'b'] },
    { action: 'dynamodb:UpdateItem', resource: TABLE_ARN, keys: ['c'] },
    { action: 'dynamodb:DeleteItem', resource: TABLE_ARN, keys: ['d'] },
    { action: 'dynamodb:ConditionCheckItem', resource: TABLE_ARN, keys: ['e'] },
    { action: 'dynamodb:GetItem', resource: TABLE_ARN, keys: ['a', 'b'] },
  ]);
  denied.add('dynamodb:ConditionCheckItem');
  await expect(client.send(transaction)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a signature made with another secret is refused', async () => {
  const forged = clientOf(fixture.service.url, { ...operator, secretAccessKey: 'guessed' });
  await expect(forged.send(new GetItemCommand(at('a')))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  const stranger = clientOf(fixture.service.url, { ...operator, accessKeyId: 'NOBODY' });
  await expect(stranger.send(new GetItemCommand(at('a')))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
});

test('a request that was changed after it was signed is refused', async () => {
  const tampered = clientOf(fixture.service.url);
  rewriteBodies(tampered, 'signed', (body) => body.replace('mine', 'them'));
  await expect(tampered.send(new GetItemCommand(at('mine')))).rejects.toMatchObject({
    name: 'InvalidSignatureException',
  });
});

test('a request without a signature is refused', async () => {
  const reply = await fetch(fixture.service.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.ListTables' },
    body: '{}',
  });
  expect(reply.status).toBe(400);
  expect(await reply.json()).toMatchObject({
    __type: 'com.amazon.coral.service#MissingAuthenticationTokenException',
  });
});
