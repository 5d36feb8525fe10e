import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BusEvent } from '../../aws/event.ts';
import { type Blobs, openBlobs } from './blobs.ts';
import { type Buckets, openBuckets } from './buckets.ts';
import { type Database, openDatabase } from './database.ts';
import { idSequence, type NextId } from './ids.ts';
import { startOrphanSweep } from './orphans.ts';
import { type Outbox, openOutbox } from './outbox.ts';

/** Everything that is kept: rows in one database file, bytes in a folder of files beside it. */
export interface Store {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly buckets: Buckets;
  readonly outbox: Outbox;
  readonly nextId: NextId;
  readonly now: () => Date;
  close(): Promise<void>;
}

interface StoreOptions {
  readonly directory: string;
  readonly emit: (event: BusEvent) => Promise<void>;
  readonly now: () => Date;
}

export async function openStore({ directory, emit, now }: StoreOptions): Promise<Store> {
  await mkdir(directory, { recursive: true });
  const database = openDatabase(join(directory, 'index.sqlite'));
  const nextId = idSequence(database);
  const blobs = await openBlobs(join(directory, 'data'), nextId);
  const outbox = openOutbox(database, nextId, emit);
  const sweep = startOrphanSweep(database, blobs, nextId());
  const close = async () => {
    await Promise.all([outbox.close(), sweep.stop()]);
    database.close();
  };
  return { database, blobs, buckets: openBuckets(database), outbox, nextId, now, close };
}
