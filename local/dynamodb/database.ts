import { createLocks, type Locks } from './locks.ts';
import type { RequestMeter } from './meter.ts';
import { openStorage, type Storage } from './storage.ts';
import { loadTables, type Tables } from './tables.ts';
import { loadTokens, type Tokens } from './tokens.ts';

/** Everything that the operations share. */
export interface Database {
  readonly storage: Storage;
  readonly tables: Tables;
  readonly locks: Locks;
  readonly tokens: Tokens;
  readonly now: () => Date;
  /** of the one request that is served, where somebody measures */
  readonly meter?: RequestMeter;
}

export async function openDatabase(directory: string, now: () => Date): Promise<Database> {
  const storage = await openStorage(directory);
  const tables = await loadTables(storage);
  const tokens = await loadTokens(storage, now());
  return { storage, tables, locks: createLocks(), tokens, now };
}
