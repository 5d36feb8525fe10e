import type { Bucket } from '../../../adapters/s3/client.ts';
import { UploadMissing } from '../../../adapters/s3/errors.ts';
import { completeUpload, createUpload } from '../../../adapters/s3/multipart.ts';
import { putObject } from '../../../adapters/s3/objects.ts';
import { writePart } from '../../../adapters/s3/write-parts.ts';
import type { WorkStore } from './work-store.ts';

/** Where a cleaned table goes. */
export interface CleanedTarget {
  bucket: Bucket;
  key: string;
}

/** How far it has been written; JSON. */
export interface CleanedState {
  /** bytes in parts that have been sent */
  sent: number;
  uploadId?: string;
  /** name of what waits to become a part */
  rest?: string;
}

export interface CleanedOutput {
  add(bytes: Uint8Array): Promise<void>;
  /** puts away what is not sent yet, under this name */
  pause(name: string): Promise<CleanedState>;
  /** @returns bytes of the whole table */
  finish(): Promise<number>;
}

/** Parts have the same bytes whenever an invocation is repeated: they end at fixed places of the output. */
const PART = 8 * 1024 ** 2;
export const CLEANED_TYPE = 'text/csv; charset=utf-8';

/** Writes an output of any size over several invocations, with at most two parts in memory. */
export async function openCleaned(
  target: CleanedTarget,
  work: WorkStore,
  state: CleanedState = { sent: 0 },
): Promise<CleanedOutput> {
  let { sent, uploadId } = state;
  let waiting: Buffer = state.rest === undefined ? Buffer.alloc(0) : await known(work, state.rest);
  const place = () => ({ bucket: target.bucket, key: target.key, uploadId: uploadId ?? '' });
  /** an invocation that nobody heard of has put the whole output together: this one makes the same again */
  let isClosed = false;
  const send = async (bytes: Uint8Array) => {
    uploadId ??= await createUpload({ bucket: target.bucket, key: target.key, contentType: CLEANED_TYPE });
    if (isClosed) return;
    try {
      await writePart(place(), sent / PART + 1, bytes);
    } catch (error) {
      if (!(error instanceof UploadMissing)) throw error;
      isClosed = true;
    }
  };
  return {
    async add(bytes) {
      waiting = Buffer.concat([waiting, bytes]);
      while (waiting.length >= PART) {
        await send(waiting.subarray(0, PART));
        sent += PART;
        waiting = Buffer.from(waiting.subarray(PART));
      }
    },
    async pause(name) {
      await work.put(name, waiting);
      return { sent, rest: name, ...(uploadId !== undefined && { uploadId }) };
    },
    async finish() {
      const size = sent + waiting.length;
      if (uploadId === undefined) {
        await putObject({ ...target, body: waiting, contentType: CLEANED_TYPE });
        return size;
      }
      if (waiting.length > 0) await send(waiting);
      // an upload that is completed already is found by its object
      await completeUpload({ ...place(), size, partSize: PART });
      return size;
    },
  };
}

async function known(work: WorkStore, name: string): Promise<Buffer> {
  const bytes = await work.get(name);
  if (bytes === undefined) throw new Error(`What was put away as ${name} is not there any more.`);
  return bytes;
}
