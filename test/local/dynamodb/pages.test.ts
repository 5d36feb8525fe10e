import { createHash } from 'node:crypto';
import {
  BatchWriteItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fixture, startFixture, TABLE } from './fixture.ts';

type Attributes = NonNullable<QueryCommandInput['ExclusiveStartKey']>;

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

async function putAll(items: readonly Attributes[]) {
  for (let at = 0; at < items.length; at += 25)
    await fixture.client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TABLE]: items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } })) },
      }),
    );
}

const query = (input: Omit<QueryCommandInput, 'TableName'>) =>
  fixture.client.send(new QueryCommand({ TableName: TABLE, ...input }));

/** Reads all pages; gives the items and how many there were on each page. */
async function readAll(input: Omit<QueryCommandInput, 'TableName'>) {
  const items: Attributes[] = [];
  const pages: number[] = [];
  let ExclusiveStartKey: Attributes | undefined;
  do {
    const page = await query({ ...input, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
    items.push(...(page.Items ?? []));
    pages.push(page.Items?.length ?? 0);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return { items, pages };
}

const own = (key: string) => ({
  IndexName: 'own',
  KeyConditionExpression: 'ownKey = :key',
  ExpressionAttributeValues: { ':key': { S: key } },
});

test('an index holds the items that have its keys, in the order of its sort key, and pages by key', async () => {
  const numbers = Array.from({ length: 40 }, (_, n) => n - 5);
  await putAll(
    numbers.map((n) => ({
      PK: { S: `sorted#${n}` },
      SK: { S: '-' },
      ...(n % 2 ? { ownKey: { S: 'sorted' }, ownNo: { N: String(n) } } : { ownKey: { S: 'sorted' } }),
    })),
  );
  const odd = numbers.filter((n) => n % 2);
  const seen = (items: Attributes[]) => items.map((item) => Number(item['ownNo']?.N));
  const forward = await readAll({ ...own('sorted'), Limit: 7 });
  expect(seen(forward.items)).toEqual(odd);
  expect(forward.pages).toEqual([7, 7, 6]);
  const backward = await readAll({ ...own('sorted'), Limit: 6, ScanIndexForward: false });
  expect(seen(backward.items)).toEqual(odd.toReversed());
  const some = await readAll({
    ...own('sorted'),
    KeyConditionExpression: 'ownKey = :key AND ownNo BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':key': { S: 'sorted' }, ':low': { N: '-3' }, ':high': { N: '9' } },
  });
  expect(seen(some.items)).toEqual([-3, -1, 1, 3, 5, 7, 9]);
});

/** Two of these keys have the same 24 bits of the hash by which dynalite tells entries with equal index keys apart. */
function keysWithCollision(): string[] {
  const seen = new Map<string, string>();
  for (let n = 0; ; n++) {
    const PK = `equal#${n}`;
    const hash = createHash('md5').update(`Outliers${PK}-`).digest('hex').slice(0, 6);
    const other = seen.get(hash);
    if (other !== undefined) return [other, PK, ...Array.from({ length: 98 }, (_, at) => `other#${at}`)];
    seen.set(hash, PK);
  }
}

test('items with equal index keys are all in the index, forwards and backwards, also where hashes collide', async () => {
  const keys = keysWithCollision();
  await putAll(keys.map((PK) => ({ PK: { S: PK }, SK: { S: '-' }, dueKey: { S: 'equal' }, dueAt: { S: '2026' } })));
  for (const ScanIndexForward of [true, false]) {
    const { items, pages } = await readAll({
      IndexName: 'due',
      KeyConditionExpression: 'dueKey = :key',
      ExpressionAttributeValues: { ':key': { S: 'equal' } },
      Limit: 7,
      ScanIndexForward,
    });
    expect(items).toHaveLength(keys.length);
    expect(new Set(items.map((item) => item['PK']?.S))).toEqual(new Set(keys));
    expect(pages).toHaveLength(15);
  }
});

test('an update moves an item inside an index, and out of it', async () => {
  const keys = (key: string) => query(own(key)).then((page) => page.Items?.map((item) => item['PK']?.S));
  await putAll([{ PK: { S: 'moving' }, SK: { S: '-' }, ownKey: { S: 'from' }, ownNo: { N: '1' } }]);
  expect(await keys('from')).toEqual(['moving']);
  const update = (UpdateExpression: string, ExpressionAttributeValues?: Record<string, unknown>) =>
    fixture.documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: { PK: 'moving', SK: '-' },
        UpdateExpression,
        ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
      }),
    );
  await update('SET ownKey = :to, extra = :extra', { ':to': 'to', ':extra': 'seen' });
  expect(await keys('from')).toEqual([]);
  expect((await query(own('to'))).Items?.[0]).toMatchObject({ extra: { S: 'seen' } });
  await update('REMOVE ownNo');
  expect(await keys('to')).toEqual([]);
});

test('filter and projection work on what a page has read', async () => {
  await putAll(
    Array.from({ length: 25 }, (_, n) => ({
      PK: { S: 'filtered' },
      SK: { S: `s#${String(n).padStart(3, '0')}` },
      kind: { S: n % 3 ? 'y' : 'x' },
      tags: { L: [{ N: String(n % 3) }] },
    })),
  );
  const input = {
    KeyConditionExpression: 'PK = :pk AND begins_with(SK, :s)',
    FilterExpression: 'kind = :x AND tags = :tags',
    ProjectionExpression: 'SK, kind',
    ExpressionAttributeValues: {
      ':pk': { S: 'filtered' },
      ':s': { S: 's#' },
      ':x': { S: 'x' },
      ':tags': { L: [{ N: '0' }] },
    },
  };
  const first = await query({ ...input, Limit: 7 });
  expect(first).toMatchObject({ Count: 3, ScannedCount: 7, LastEvaluatedKey: { SK: { S: 's#006' } } });
  expect(first.Items?.[0]).toEqual({ SK: { S: 's#000' }, kind: { S: 'x' } });
  expect((await readAll({ ...input, Limit: 7 })).items).toHaveLength(9);
  const { ProjectionExpression: _, ...counting } = input;
  const counted = await query({ ...counting, Select: 'COUNT' });
  expect(counted).toMatchObject({ Count: 9, ScannedCount: 25 });
  expect(counted.Items).toBeUndefined();
});

test('a page ends with the item that brings it to 1 MB', async () => {
  for (let n = 0; n < 8; n++)
    await fixture.client.send(
      new PutItemCommand({
        TableName: TABLE,
        Item: { PK: { S: 'large' }, SK: { S: `${n}` }, d: { S: 'x'.repeat(300_000) } },
      }),
    );
  const { pages } = await readAll({
    KeyConditionExpression: 'PK = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'large' } },
  });
  expect(pages).toEqual([4, 4, 0]);
});

test('segments of a scan share out the table', async () => {
  const seen: string[] = [];
  for (let Segment = 0; Segment < 3; Segment++) {
    let ExclusiveStartKey: Attributes | undefined;
    do {
      const page = await fixture.client.send(
        new ScanCommand({
          TableName: TABLE,
          Segment,
          TotalSegments: 3,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      );
      seen.push(...(page.Items ?? []).map((item) => `${item['PK']?.S} ${item['SK']?.S}`));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }
  expect(new Set(seen).size).toBe(seen.length);
  const all = await fixture.client.send(new ScanCommand({ TableName: TABLE, IndexName: 'due', Select: 'COUNT' }));
  expect(all.Count).toBe(100);
  const whole = await fixture.client.send(new ScanCommand({ TableName: TABLE, ProjectionExpression: 'PK' }));
  expect(whole.LastEvaluatedKey).toBeDefined();
  expect(seen.length).toBeGreaterThan(whole.Count ?? 0);
});

test('what AWS refuses is refused', async () => {
  await expect(query({ ...own('x'), ConsistentRead: true })).rejects.toThrow('Consistent reads are not supported');
  await expect(query({ ...own('x'), IndexName: 'nowhere' })).rejects.toThrow('does not have the specified index');
  await expect(
    query({ KeyConditionExpression: 'SK = :v', ExpressionAttributeValues: { ':v': { S: 'x' } } }),
  ).rejects.toThrow('Query condition missed key schema element: PK');
  const foreign = { PK: { S: 'other' }, SK: { S: '-' } };
  await expect(
    query({
      KeyConditionExpression: 'PK = :v',
      ExpressionAttributeValues: { ':v': { S: 'x' } },
      ExclusiveStartKey: foreign,
    }),
  ).rejects.toThrow('outside query boundaries');
});

test('a range of text goes by its bytes, also for the key that a page starts behind and for a filter', async () => {
  // as UTF-16 the last two sort the other way round
  const names = ['a', 'ｆ', '\u{1F600}'];
  await putAll(names.map((name) => ({ PK: { S: 'text' }, SK: { S: name }, name: { S: name } })));
  const range = {
    KeyConditionExpression: 'PK = :key AND SK BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':key': { S: 'text' }, ':low': { S: 'a' }, ':high': { S: '\u{10FFFF}' } },
  };
  const { items, pages } = await readAll({ ...range, Limit: 1 });
  expect(items.map((item) => item['SK']?.S)).toEqual(names);
  expect(pages).toEqual([1, 1, 1, 0]);
  const filtered = await readAll({
    KeyConditionExpression: 'PK = :key',
    FilterExpression: '#name < :high',
    ExpressionAttributeNames: { '#name': 'name' },
    ExpressionAttributeValues: { ':key': { S: 'text' }, ':high': { S: '\u{1F600}' } },
  });
  expect(filtered.items.map((item) => item['SK']?.S)).toEqual(['a', 'ｆ']);
});
