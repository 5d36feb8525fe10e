import { GetCommand, PutCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import type { Spent } from '../../../local/dynamodb/meter.ts';
import { declared, index, startFixture, TABLE } from './fixture.ts';

test('whoever measures is told what each item of a request costs', async () => {
  const spent: Spent[] = [];
  const fixture = await startFixture({ meter: (one) => spent.push(one) });
  try {
    const { documents } = fixture;
    const listed = { PK: 'a', SK: '1', ownKey: 'list', ownNo: 1, text: 'x'.repeat(1500) };
    await documents.send(new PutCommand({ TableName: TABLE, Item: listed }));
    await documents.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName: TABLE, Item: { PK: 'a', SK: '2' } } },
          { Delete: { TableName: TABLE, Key: { PK: 'a', SK: '1' } } },
        ],
      }),
    );
    await documents.send(new GetCommand({ TableName: TABLE, Key: { PK: 'a', SK: '2' } }));
    const asked = { KeyConditionExpression: 'ownKey = :list', ExpressionAttributeValues: { ':list': 'list' } };
    await documents.send(new QueryCommand({ TableName: TABLE, IndexName: 'own', ...asked }));
  } finally {
    await fixture.stop();
  }
  const told = spent.map(({ operation, units, indexUnits, bytes }) => [operation, units, indexUnits, bytes]);
  expect(told).toEqual([
    ['PutItem', 2, { own: 2 }, 1527],
    ['TransactWriteItems', 2, {}, 6],
    ['TransactWriteItems', 4, { own: 2 }, 1527],
    ['GetItem', 0.5, {}, 6],
    ['Query', 0.5, {}, 0],
  ]);
  expect(spent.map(({ key }) => key['PK']?.S ?? key['ownKey']?.S)).toEqual(['a', 'a', 'a', 'a', 'list']);
  expect(spent.at(-1)?.index).toBe('own');
  expect(new Set(spent.map(({ caller }) => caller))).toEqual(new Set(['operator']));
});

test('an index that keeps nothing but keys costs nothing where another attribute changes', async () => {
  const spent: Spent[] = [];
  const fixture = await startFixture({ meter: (one) => spent.push(one) });
  const TableName = 'keys-only';
  const due = { ...index('due', 'dueKey', 'dueAt'), Projection: { ProjectionType: 'KEYS_ONLY' as const } };
  const { documents } = fixture;
  try {
    const AttributeDefinitions = declared.AttributeDefinitions.filter(
      ({ AttributeName }) => !AttributeName.startsWith('own'),
    );
    await fixture.service.ensureTable({ ...declared, TableName, AttributeDefinitions, GlobalSecondaryIndexes: [due] });
    const put = (dueAt: string, text: string) =>
      documents.send(new PutCommand({ TableName, Item: { PK: 'a', SK: '1', dueKey: 'DUE', dueAt, text } }));
    await put('1', 'first');
    await put('1', 'second');
    await put('2', 'second');
  } finally {
    await fixture.stop();
  }
  expect(spent.map(({ indexUnits }) => indexUnits)).toEqual([{ due: 1 }, {}, { due: 2 }]);
});
