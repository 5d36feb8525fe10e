import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { NextId } from './ids.ts';

/** Writing in pieces of this size keeps the disk and the hashing busy at the same time. */
const WRITE_SIZE = 512 * 1024;
/**
 * Files up to this size are read and written at once and synchronously: that takes 50 µs, while three asynchronous steps
 * through the thread pool take three to five times as much of a busy processor.
 */
export const SMALL_SIZE = 64 * 1024;
const SHARDS = 256;

export interface Blobs {
  /** Writes a new file to its end; on an error of the source nothing is left behind. */
  write(source: AsyncIterable<Buffer>): Promise<{ blob: number; size: number }>;
  open(blob: number): Promise<FileHandle>;
  /** Reads at most `SMALL_SIZE` bytes. */
  readSmall(blob: number, start: number, length: number): Buffer;
  /** While a blob is pinned, removing it waits. */
  pin(blobs: readonly number[]): void;
  unpin(blobs: readonly number[]): void;
  remove(blobs: readonly number[]): void;
  /** The ids of the files in one of `shards` folders. */
  list(shard: number): Promise<number[]>;
  readonly shards: number;
}

/** Files are named by number only, so no key, however odd, reaches the file system. */
export async function openBlobs(directory: string, nextId: NextId): Promise<Blobs> {
  const folder = (shard: number) => join(directory, shard.toString(16).padStart(2, '0'));
  const path = (blob: number) => join(folder(blob % SHARDS), blob.toString(16));
  for (let shard = 0; shard < SHARDS; shard++) await mkdir(folder(shard), { recursive: true });
  const removal = pinnedRemoval((blob) => {
    unlink(path(blob)).catch(reportUnlessGone);
  });
  return {
    shards: SHARDS,
    open: (blob) => open(path(blob), 'r'),
    readSmall: (blob, start, length) => readSmall(path(blob), start, length),
    ...removal,
    list: async (shard) => (await readdir(folder(shard))).map((name) => Number.parseInt(name, 16)),
    write: async (source) => {
      const blob = nextId();
      try {
        return { blob, size: await writeFile(path(blob), source) };
      } catch (error) {
        await rm(path(blob), { force: true });
        throw error;
      }
    },
  };
}

async function writeFile(path: string, source: AsyncIterable<Buffer>): Promise<number> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let size = 0;
  while (size <= SMALL_SIZE) {
    const next = await iterator.next();
    if (next.done) {
      writeFileSync(path, first.length === 1 ? (first[0] as Buffer) : Buffer.concat(first), { flag: 'wx' });
      return size;
    }
    first.push(next.value);
    size += next.value.length;
  }
  return size + (await writeLarge(path, first, { [Symbol.asyncIterator]: () => iterator }));
}

/** Returns how many bytes came after `first`. */
async function writeLarge(path: string, first: Buffer[], source: AsyncIterable<Buffer>): Promise<number> {
  const file = await open(path, 'wx');
  try {
    let size = 0;
    let waiting = first;
    let waitingSize = 0;
    let writing: Promise<void> = Promise.resolve();
    const flush = async () => {
      const batch = waiting;
      waiting = [];
      waitingSize = 0;
      await writing;
      if (batch.length === 0) return;
      writing = writeAll(file, batch);
      // It is awaited by the next flush; until then a failure is nobody's unhandled rejection.
      writing.catch(() => {});
    };
    for await (const chunk of source) {
      size += chunk.length;
      waiting.push(chunk);
      waitingSize += chunk.length;
      if (waitingSize >= WRITE_SIZE) await flush();
    }
    await flush();
    await writing;
    return size;
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, buffers: readonly Buffer[]): Promise<void> {
  const size = buffers.reduce((sum, each) => sum + each.length, 0);
  const { bytesWritten } = await file.writev(buffers);
  if (bytesWritten === size) return;
  // A short write happens when the disk is full; the second attempt then says so.
  await file.writeFile(Buffer.concat(buffers).subarray(bytesWritten));
}

function readSmall(path: string, start: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, buffer, 0, length, start) !== length) throw new Error(`${path} is shorter than its record`);
    return buffer;
  } finally {
    closeSync(file);
  }
}

function pinnedRemoval(unlinkBlob: (blob: number) => void): Pick<Blobs, 'pin' | 'unpin' | 'remove'> {
  const pins = new Map<number, number>();
  const doomed = new Set<number>();
  return {
    pin: (blobs) => {
      for (const blob of blobs) pins.set(blob, (pins.get(blob) ?? 0) + 1);
    },
    unpin: (blobs) => {
      for (const blob of blobs) {
        const left = (pins.get(blob) ?? 1) - 1;
        if (left > 0) {
          pins.set(blob, left);
          continue;
        }
        pins.delete(blob);
        if (doomed.delete(blob)) unlinkBlob(blob);
      }
    },
    remove: (blobs) => {
      for (const blob of blobs) {
        if (pins.has(blob)) doomed.add(blob);
        else unlinkBlob(blob);
      }
    },
  };
}

function reportUnlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') console.error(`s3: a file could not be removed: ${error.message}`);
}
