/** A local DynamoDB in a thread of its own, with so many submissions in it before anybody asks for one. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { commit } from '../../local/dynamodb/commit.ts';
import { type Database, openDatabase } from '../../local/dynamodb/database.ts';
import { ensureTable } from '../../local/dynamodb/ensure-table.ts';
import { itemKey } from '../../local/dynamodb/keys.ts';
import { startDynamoDb } from '../../local/dynamodb/service.ts';
import type { AttributeValue, Item } from '../../local/dynamodb/types.ts';
import { CREDENTIALS, DECLARED } from '../adapters/dynamodb/local-table.ts';
import { rowOf } from './search-rows.ts';

const TOGETHER = 2000;

/** Straight into the files: a request for every 25 of a million takes ten times as long. */
async function fill(database: Database, length: number): Promise<void> {
  const table = database.tables.get(DECLARED.TableName);
  for (let first = 1; first <= length; first += TOGETHER) {
    const numbers = Array.from({ length: Math.min(TOGETHER, length - first + 1) }, (_, index) => first + index);
    const items = numbers.map((no) => itemOf(rowOf(no, length)));
    await commit(
      database,
      items.map((after) => ({ table, key: itemKey(table, after), before: undefined, after })),
    );
  }
}

const itemOf = (row: object): Item =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, attributeOf(value)]));

function attributeOf(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return { M: itemOf(value as object) };
}

const directory = await mkdtemp(join(tmpdir(), 'waybill-search-'));
const database = await openDatabase(directory, () => new Date());
await ensureTable(database, DECLARED);
await fill(database, workerData as number);
await database.storage.close();
const operator = { ...CREDENTIALS, name: 'operator', allows: () => true };
const service = await startDynamoDb({
  port: 0,
  directory,
  callers: { find: () => operator },
  inject: (_operation, body) => {
    Object.assign(body as object, { ReturnConsumedCapacity: 'TOTAL' });
    return undefined;
  },
});
parentPort?.postMessage({ url: service.url, directory });
