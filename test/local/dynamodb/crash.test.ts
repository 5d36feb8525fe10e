import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  paginateScan,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { openStorage } from '../../../local/dynamodb/storage.ts';
import { clientOf, declared, startFixture, TABLE, temporaryFolder } from './fixture.ts';

const CRASHES = 4;
const WRITERS = 8;
const RUN_MS = 250;
const SERVER = fileURLToPath(new URL('crash-server.ts', import.meta.url));

async function startProcess(directory: string) {
  const child = spawn(process.execPath, [SERVER, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    client: clientOf(url),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

const item = (PK: string, SK: string) => ({
  PK: { S: PK },
  SK: { S: SK },
  ownKey: { S: 'all' },
  ownNo: { N: String(Math.random()) },
  ttl: { N: '1000000000' },
});
const pair = (PK: string) =>
  new TransactWriteItemsCommand({
    TransactItems: ['left', 'right'].map((SK) => ({ Put: { TableName: TABLE, Item: item(PK, SK) } })),
  });
const single = (PK: string) => new PutItemCommand({ TableName: TABLE, Item: item(PK, 'single') });

/** Writes pairs and single items until the server is gone; gives the keys of those that were acknowledged. */
async function writeUntilKilled(client: DynamoDBClient, name: string): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let n = 0; ; n++) {
    const PK = `${name}#${n}`;
    try {
      if (n % 4) {
        await client.send(pair(PK));
        acknowledged.push(`${PK} left`, `${PK} right`);
      } else {
        await client.send(single(PK));
        acknowledged.push(`${PK} single`);
      }
    } catch {
      return acknowledged;
    }
  }
}

async function keysIn(pages: AsyncIterable<{ Items?: Record<string, { S?: string }>[] | undefined }>) {
  const keys: string[] = [];
  for await (const { Items } of pages) for (const each of Items ?? []) keys.push(`${each['PK']?.S} ${each['SK']?.S}`);
  return keys.toSorted();
}

test('after kill -9 nothing acknowledged is lost, and no transaction or index is torn', async () => {
  await using scratch = await temporaryFolder();
  const acknowledged: string[] = [];
  for (let crash = 0; crash < CRASHES; crash++) {
    const server = await startProcess(scratch.folder);
    const writers = Array.from({ length: WRITERS }, (_, n) => writeUntilKilled(server.client, `${crash}.${n}`));
    await setTimeout(RUN_MS + 40 * Math.random());
    await server.kill();
    acknowledged.push(...(await Promise.all(writers)).flat());
    server.client.destroy();
  }

  const { client, service, stop } = await startFixture({ directory: scratch.folder });
  const stored = await keysIn(paginateScan({ client }, { TableName: TABLE, ConsistentRead: true }));
  const indexed = await keysIn(
    paginateQuery(
      { client },
      {
        TableName: TABLE,
        IndexName: 'own',
        KeyConditionExpression: 'ownKey = :v',
        ExpressionAttributeValues: { ':v': { S: 'all' } },
      },
    ),
  );
  const present = new Set(stored);
  expect(acknowledged.length).toBeGreaterThan(CRASHES * WRITERS);
  expect(acknowledged.filter((key) => !present.has(key))).toEqual([]);
  expect(stored.filter((key) => key.endsWith('left') && !present.has(key.replace('left', 'right')))).toEqual([]);
  expect(stored.filter((key) => key.endsWith('right') && !present.has(key.replace('right', 'left')))).toEqual([]);
  expect(indexed).toEqual(stored);
  expect(await service.expire(new Date(1_000_000_001_000))).toBe(stored.length);
  await stop();
});

test('a table whose creation was interrupted by a crash is usable', async () => {
  await using scratch = await temporaryFolder();
  const first = await startFixture({ directory: scratch.folder });
  await first.stop();
  const storage = await openStorage(scratch.folder);
  const table = storage.read<object>(`table~${TABLE}`);
  await storage.write([{ type: 'put', key: `table~${TABLE}`, value: { ...table, TableStatus: 'CREATING' } }]);
  await storage.close();

  const second = await startFixture({ directory: scratch.folder });
  await second.service.ensureTable(declared);
  await second.client.send(single('usable'));
  const stored = await keysIn(paginateScan({ client: second.client }, { TableName: TABLE }));
  const described = await second.client.send(new DescribeTableCommand({ TableName: TABLE }));
  await second.stop();
  expect(stored).toEqual(['usable single']);
  expect(described.Table).toMatchObject({
    TableStatus: 'ACTIVE',
    GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE' }, {}],
  });
});
