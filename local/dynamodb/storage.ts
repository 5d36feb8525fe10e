import { mkdir } from 'node:fs/promises';
import { ACCOUNT_ID, REGION } from '../aws/account.ts';
import { type BatchOperation, type DynaliteStore, db, type Range } from './dynalite.ts';
import type { Item } from './types.ts';

/** The one LevelDB on disk. Values are JSON; every `write` is one atomic batch. */
export interface Storage {
  readonly directory: string;
  readonly dynalite: DynaliteStore;
  /** `undefined` where there is nothing. Synchronous: 5 µs for a cached key, against 50 µs by way of the thread pool. */
  read<T>(key: string): T | undefined;
  /** Reads all keys from one snapshot, so also beside writers whose locks the reader does not hold. */
  readTogether<T>(keys: readonly string[]): Promise<(T | undefined)[]>;
  /** Resolves once the operating system has the batch: it survives `kill -9`, though not a power failure. */
  write(operations: readonly BatchOperation[]): Promise<void>;
  entries(range: Range): AsyncGenerator<[key: string, value: unknown]>;
  /** Items of one key range, in chunks that a page can stop after. */
  itemChunks(range: Range, chunk: number): AsyncGenerator<Item[]>;
  close(): Promise<void>;
}

/** LevelDB hands over at most this much per call; its default of 16 KB makes eight trips for 64 items of 2 KB. */
const READ_AHEAD_BYTES = 1024 * 1024;
const ENTRIES_PER_TRIP = 1000;

export async function openStorage(directory: string): Promise<Storage> {
  await mkdir(directory, { recursive: true });
  const store = db.create({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await openOrExplain(store, directory);
  // dynalite takes these from the environment, which is not the local platform's.
  store.tableDb.awsAccountId = ACCOUNT_ID;
  store.tableDb.awsRegion = REGION;
  const level = store.db;
  return {
    directory,
    dynalite: store,
    readTogether: <T>(keys: readonly string[]) => level.getMany(keys) as Promise<(T | undefined)[]>,
    read: <T>(key: string) => level.getSync(key) as T | undefined,
    write: (operations) => level.batch(operations),
    entries: (range) => walkEntries(store, range),
    itemChunks: (range, chunk) => walkItems(store, range, chunk),
    close: () => store.lifecycleManager.gracefulClose(),
  };
}

/** All keys that begin with `prefix`. */
export const rangeOf = (prefix: string): Range => ({ gte: prefix, lt: `${prefix}\uffff` });

async function openOrExplain(store: DynaliteStore, directory: string): Promise<void> {
  try {
    await store.db.open();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`The local DynamoDB cannot open ${directory} (is another process using it?): ${cause}`, {
      cause: error,
    });
  }
}

async function* walkEntries(store: DynaliteStore, range: Range): AsyncGenerator<[string, unknown]> {
  const iterator = store.db.iterator({ ...range, highWaterMarkBytes: READ_AHEAD_BYTES });
  try {
    for (;;) {
      const entries = await iterator.nextv(ENTRIES_PER_TRIP);
      if (entries.length === 0) return;
      yield* entries;
    }
  } finally {
    await iterator.close();
  }
}

async function* walkItems(store: DynaliteStore, range: Range, chunk: number): AsyncGenerator<Item[]> {
  const iterator = store.db.values({ ...range, highWaterMarkBytes: READ_AHEAD_BYTES });
  try {
    for (;;) {
      const items = (await iterator.nextv(chunk)) as Item[];
      if (items.length === 0) return;
      yield items;
    }
  } finally {
    await iterator.close();
  }
}
