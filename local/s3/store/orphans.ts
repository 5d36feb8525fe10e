import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Blobs } from './blobs.ts';
import type { Database } from './database.ts';
import { isReferred } from './extents.ts';

/**
 * Removes, in the background, the files that an earlier run wrote without coming to the row that names them, or could
 * not remove after their row. Files of this run (ids from `firstOfThisRun`) are left alone: an upload may be writing.
 */
export function startOrphanSweep(
  database: Database,
  blobs: Blobs,
  firstOfThisRun: number,
): { stop(): Promise<void>; done: Promise<void> } {
  let stopped = false;
  const sweep = async () => {
    for (let shard = 0; shard < blobs.shards && !stopped; shard++) {
      const found = await blobs.list(shard);
      if (stopped) return;
      blobs.remove(found.filter((blob) => blob < firstOfThisRun && !isReferred(database, blob)));
      await nextTurn();
    }
  };
  const done = sweep().catch((error: unknown) => {
    console.error(`s3: looking for left-over files failed: ${String(error)}`);
  });
  return {
    done,
    stop: async () => {
      stopped = true;
      await done;
    },
  };
}
