import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Blobs, SMALL_SIZE } from '../store/blobs.ts';
import { type Extent, extentsOf } from '../store/extents.ts';
import type { Store } from '../store/store.ts';
import { type ByteRange, rangeLength } from './range.ts';

const READ_SIZE = 256 * 1024;

/** The bytes of a version: all at once where they are few, else as a stream. */
export function content(store: Store, owner: number, range: ByteRange): Buffer | Readable {
  if (rangeLength(range) <= 0) return Buffer.alloc(0);
  const extents = extentsOf(store.database, owner, range.first, range.last);
  const [only, ...others] = extents;
  if (only && others.length === 0 && only.length <= SMALL_SIZE)
    return store.blobs.readSmall(only.blob, only.start, only.length);
  return extentStream(store.blobs, extents);
}

/**
 * The bytes of a version as a stream. Its files cannot be removed while it is open, so a download that has
 * begun ends with the bytes that it began with.
 */
export function contentStream(store: Store, owner: number, range: ByteRange): Readable {
  const found = content(store, owner, range);
  return Buffer.isBuffer(found) ? Readable.from(found.length === 0 ? [] : [found]) : found;
}

function extentStream(blobs: Blobs, extents: readonly Extent[]): Readable {
  const pinned = extents.map((extent) => extent.blob);
  blobs.pin(pinned);
  const reader = extentReader(blobs, extents);
  return new Readable({
    highWaterMark: READ_SIZE,
    read() {
      reader.next().then(
        (chunk) => this.push(chunk),
        (error: Error) => this.destroy(error),
      );
    },
    destroy(error, callback) {
      blobs.unpin(pinned);
      reader.close().then(() => {
        callback(error);
      }, callback);
    },
  });
}

interface ExtentReader {
  /** The next piece; `null` at the end. */
  next(): Promise<Buffer | null>;
  close(): Promise<void>;
}

function extentReader(blobs: Blobs, extents: readonly Extent[]): ExtentReader {
  let index = 0;
  let offset = 0;
  let file: FileHandle | undefined;
  const close = async () => {
    const open = file;
    file = undefined;
    await open?.close();
  };
  return {
    close,
    next: async () => {
      const extent = extents[index];
      if (!extent) return null;
      file ??= await blobs.open(extent.blob);
      const buffer = Buffer.allocUnsafe(Math.min(READ_SIZE, extent.length - offset));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, extent.start + offset);
      if (bytesRead === 0) throw new Error(`file ${extent.blob} is shorter than its record`);
      offset += bytesRead;
      if (offset === extent.length) {
        await close();
        index += 1;
        offset = 0;
      }
      return buffer.subarray(0, bytesRead);
    },
  };
}
