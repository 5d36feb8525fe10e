import type { Caller } from '../aws/caller.ts';
import { authorize } from './authorize.ts';
import { commit } from './commit.ts';
import type { Database } from './database.ts';
import { type BatchOperation, prefixes } from './dynalite.ts';
import { validationError } from './errors.ts';
import { dueRange, expiryEntry, expiryPrefix } from './expiry-entry.ts';
import { itemAddress, itemKey } from './keys.ts';
import { isObject } from './request.ts';
import { rangeOf } from './storage.ts';
import { timeToLiveAddress } from './tables.ts';
import type { Item, Table } from './types.ts';

const OPERATIONS_PER_BATCH = 1000;

export async function describeTimeToLive({ tables }: Database, body: unknown, caller: Caller) {
  const name = tableNameOf(body);
  authorize(caller, 'DescribeTimeToLive', { table: name });
  const attribute = tables.timeToLive(tables.get(name).TableName);
  return {
    TimeToLiveDescription: attribute
      ? { TimeToLiveStatus: 'ENABLED', AttributeName: attribute }
      : { TimeToLiveStatus: 'DISABLED' },
  };
}

/** UpdateTimeToLive. AWS takes up to an hour; here it is in effect when this resolves. */
export async function updateTimeToLive(database: Database, body: unknown, caller: Caller) {
  const name = tableNameOf(body);
  authorize(caller, 'UpdateTimeToLive', { table: name });
  const table = database.tables.get(name);
  const specification = isObject(body) ? body['TimeToLiveSpecification'] : undefined;
  const { AttributeName: attribute, Enabled: enabled } = isObject(specification) ? specification : {};
  if (typeof attribute !== 'string' || attribute === '' || typeof enabled !== 'boolean')
    throw validationError('TimeToLiveSpecification must have an AttributeName and Enabled');
  const current = database.tables.timeToLive(name);
  if (enabled === (current !== undefined))
    throw validationError(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
  if (!enabled && attribute !== current)
    throw validationError(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  await setTimeToLive(database, table, enabled ? attribute : undefined);
  return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
}

/**
 * Makes `attribute` the one that expires a table's items, and files the items that are there already. Where the
 * process dies in between, the table is still without time to live, and doing it again completes it.
 */
export async function setTimeToLive(database: Database, table: Table, attribute: string | undefined): Promise<void> {
  const { storage, tables } = database;
  const name = table.TableName;
  tables.rememberTimeToLive(name, undefined);
  await storage.write([{ type: 'del', key: timeToLiveAddress(name) }]);
  await inBatches(database, removals(database, table));
  if (attribute === undefined) return;
  // Writes from here on file their items themselves; the walk below files the older ones.
  tables.rememberTimeToLive(name, attribute);
  await inBatches(database, filings(database, table, attribute));
  await storage.write([{ type: 'put', key: timeToLiveAddress(name), value: attribute }]);
}

/**
 * Deletes the items whose time has passed; AWS does so within a few days, and a caller of this whenever it likes.
 * @returns how many items were deleted
 */
export async function expire(database: Database, now: Date): Promise<number> {
  let deleted = 0;
  for (const name of database.tables.names()) {
    const attribute = database.tables.timeToLive(name);
    if (attribute === undefined) continue;
    const table = database.tables.get(name);
    for await (const [entry, key] of database.storage.entries(dueRange(table, now)))
      if (await expireOne(database, table, attribute, entry, key as string)) deleted++;
  }
  return deleted;
}

/** Under the item's lock, an item is deleted only if it still has the expiry that the entry was made for. */
async function expireOne(database: Database, table: Table, attribute: string, entry: string, key: string) {
  const address = itemAddress(table, key);
  return database.locks.hold([address], async () => {
    const before = database.storage.read<Item>(address);
    if (before && expiryEntry(table, attribute, key, before) === entry) {
      await commit(database, [{ table, key, before, after: undefined }]);
      return true;
    }
    await database.storage.write([{ type: 'del', key: entry }]);
    return false;
  });
}

async function* removals({ storage }: Database, table: Table): AsyncGenerator<BatchOperation> {
  for await (const [key] of storage.entries(rangeOf(expiryPrefix(table)))) yield { type: 'del', key };
}

async function* filings({ storage }: Database, table: Table, attribute: string): AsyncGenerator<BatchOperation> {
  for await (const [, value] of storage.entries(rangeOf(prefixes.items(table)))) {
    const key = itemKey(table, value as Item);
    const entry = expiryEntry(table, attribute, key, value as Item);
    if (entry) yield { type: 'put', key: entry, value: key };
  }
}

async function inBatches({ storage }: Database, operations: AsyncGenerator<BatchOperation>): Promise<void> {
  let batch: BatchOperation[] = [];
  for await (const operation of operations) {
    batch.push(operation);
    if (batch.length < OPERATIONS_PER_BATCH) continue;
    await storage.write(batch);
    batch = [];
  }
  await storage.write(batch);
}

function tableNameOf(body: unknown): string {
  const name = isObject(body) ? body['TableName'] : undefined;
  if (typeof name === 'string') return name;
  throw validationError("The parameter 'TableName' is required but was not present in the request");
}
