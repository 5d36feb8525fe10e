import type { Database } from './database.ts';
import { type BatchOperation, prefixes } from './dynalite.ts';
import { expiryEntry } from './expiry-entry.ts';
import { indexChanges } from './indexes.ts';
import { itemAddress } from './keys.ts';
import type { Change } from './write.ts';

/**
 * Stores changes together with their index and expiry entries in one LevelDB batch, so that a process killed at any
 * moment has stored all of them or none. The caller holds the locks of the changed items.
 */
export async function commit(
  database: Database,
  changes: readonly Change[],
  more: readonly BatchOperation[] = [],
): Promise<void> {
  const operations = changes.flatMap((change) =>
    operationsOf(change, database.tables.timeToLive(change.table.TableName)),
  );
  await database.storage.write([...operations, ...more]);
  for (const change of changes) database.meter?.wrote(change);
}

function operationsOf({ table, key, before, after }: Change, timeToLive: string | undefined): BatchOperation[] {
  if (before === after) return [];
  const operations: BatchOperation[] = [];
  const replace = (old: string | undefined, now: string | undefined, value: unknown) => {
    if (old !== undefined && old !== now) operations.push({ type: 'del', key: old });
    if (now !== undefined) operations.push({ type: 'put', key: now, value });
  };
  const address = itemAddress(table, key);
  replace(before && address, after && address, after);
  for (const change of indexChanges(table, before, after)) {
    const prefix = prefixes.index(table, change.index);
    replace(change.old && prefix + change.old.key, change.new && prefix + change.new.key, change.new?.item);
  }
  if (timeToLive !== undefined)
    replace(expiryEntry(table, timeToLive, key, before), expiryEntry(table, timeToLive, key, after), key);
  return operations;
}
