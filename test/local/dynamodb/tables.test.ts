import {
  CreateTableCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { startDynamoDb } from '../../../local/dynamodb/service.ts';
import { clientOf, declared, index, operator, startFixture, TABLE, temporaryFolder } from './fixture.ts';

const key = { PK: { S: 'kept' }, SK: { S: '-' } };

test('tables, items, indexes and time to live are there again after a restart', async () => {
  await using scratch = await temporaryFolder();
  const first = await startFixture({ directory: scratch.folder });
  const Item = { ...key, ownKey: { S: 'mine' }, ownNo: { N: '1' }, ttl: { N: '1000000000' } };
  await first.client.send(new PutItemCommand({ TableName: TABLE, Item }));
  await first.stop();

  const second = await startFixture({ directory: scratch.folder });
  expect((await second.client.send(new GetItemCommand({ TableName: TABLE, Key: key }))).Item).toEqual(Item);
  const query = new QueryCommand({
    TableName: TABLE,
    IndexName: 'own',
    KeyConditionExpression: 'ownKey = :v',
    ExpressionAttributeValues: { ':v': { S: 'mine' } },
  });
  expect((await second.client.send(query)).Items).toEqual([Item]);
  expect(await second.service.expire(new Date(1_000_000_001_000))).toBe(1);
  expect((await second.client.send(query)).Items).toEqual([]);
  await second.stop();
});

test('a table that is declared otherwise than it is on disk is an error that says what differs', async () => {
  const { service, directory, stop } = await startFixture();
  const differs = (change: object) => service.ensureTable({ ...declared, ...change });
  await differs({ BillingMode: 'PAY_PER_REQUEST', PointInTimeRecoverySpecification: {} });
  await differs({ GlobalSecondaryIndexes: declared.GlobalSecondaryIndexes?.toReversed() });
  await expect(differs({ GlobalSecondaryIndexes: [index('due', 'dueKey', 'dueAt')] })).rejects.toThrow(
    'index own: on disk {"keys":["HASH ownKey S","RANGE ownNo N"]',
  );
  await expect(differs({ GlobalSecondaryIndexes: [index('own', 'ownKey', 'dueAt')] })).rejects.toThrow('declared');
  await expect(differs({ KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }] })).rejects.toThrow(directory);
  await expect(differs({ StreamSpecification: { StreamViewType: 'KEYS_ONLY' } })).rejects.toThrow(
    'does not implement StreamSpecification of table things',
  );
  await stop();
});

test('tables can be created, described and listed through the API', async () => {
  const { client, stop } = await startFixture();
  const creation = new CreateTableCommand({
    TableName: 'created',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
  });
  const created = await client.send(creation);
  const TableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/created';
  expect(created.TableDescription).toMatchObject({ TableArn, TableStatus: 'ACTIVE' });
  const described = await client.send(new DescribeTableCommand({ TableName: 'created' }));
  expect(described.Table).toMatchObject({ TableArn, TableStatus: 'ACTIVE' });
  await expect(client.send(creation)).rejects.toMatchObject({
    name: 'ResourceInUseException',
    message: 'Table already exists: created',
  });
  const page = await client.send(new ListTablesCommand({ Limit: 1 }));
  expect(page).toMatchObject({ TableNames: ['created'], LastEvaluatedTableName: 'created' });
  const rest = await client.send(new ListTablesCommand({ ExclusiveStartTableName: 'created' }));
  expect(rest.TableNames).toEqual([TABLE]);
  expect(rest.LastEvaluatedTableName).toBeUndefined();
  await expect(client.send(new DescribeTableCommand({ TableName: 'nowhere' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await stop();
});

test('what is not implemented is refused as a whole', async () => {
  const { client, stop } = await startFixture();
  const unknown = { name: 'UnknownOperationException' };
  await expect(client.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM things' }))).rejects.toMatchObject(
    unknown,
  );
  const backups = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
  await expect(client.send(new UpdateContinuousBackupsCommand({ TableName: TABLE, ...backups }))).rejects.toMatchObject(
    unknown,
  );
  await expect(client.send(new UpdateTableCommand({ TableName: TABLE }))).rejects.toThrow(
    'does not implement DynamoDB_20120810.UpdateTable',
  );
  await expect(
    client.send(
      new CreateTableCommand({
        TableName: 'streamed',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    ),
  ).rejects.toThrow('does not implement the parameter StreamSpecification');
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([TABLE]);
  await stop();
});

test('one folder serves one process at a time', async () => {
  const { directory, stop } = await startFixture();
  const callers = { find: () => operator };
  await expect(startDynamoDb({ port: 0, directory, callers })).rejects.toThrow(`cannot open ${directory}`);
  await stop();
});

test('closing waits for the requests at hand and not for idle connections', async () => {
  const { service, directory, client, stop } = await startFixture();
  const puts = Array.from({ length: 50 }, (_, n) =>
    client.send(new PutItemCommand({ TableName: TABLE, Item: { PK: { S: `p${n}` }, SK: { S: '-' } } })),
  );
  await Promise.race(puts);
  const begun = performance.now();
  const [outcomes] = await Promise.all([Promise.allSettled(puts), service.close()]);
  expect(performance.now() - begun).toBeLessThan(4000);
  const again = await startDynamoDb({ port: 0, directory, callers: { find: () => operator } });
  const reader = clientOf(again.url);
  for (const [n, outcome] of outcomes.entries()) {
    if (outcome.status === 'rejected') continue;
    const found = await reader.send(
      new GetItemCommand({ TableName: TABLE, Key: { PK: { S: `p${n}` }, SK: { S: '-' } } }),
    );
    expect(found.Item).toBeDefined();
  }
  reader.destroy();
  await again.close();
  await stop().catch(() => {});
});
