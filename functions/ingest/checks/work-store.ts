import type { Readable } from 'node:stream';
import type { Bucket } from '../../../adapters/s3/client.ts';
import { ObjectMissing } from '../../../adapters/s3/errors.ts';
import { openObject, putObject, readRange } from '../../../adapters/s3/objects.ts';

/** What checks put away between two invocations, and for each other. It expires with the uploads. */
export interface WorkStore {
  put(name: string, bytes: Uint8Array | string): Promise<void>;
  /** undefined where there is no such object */
  get(name: string): Promise<Buffer | undefined>;
  read: (name: string, start: number, end: number) => Promise<Uint8Array>;
}

/** Nothing that a submission's files are called begins so: they lie under an id of seven characters. */
const keyOf = (id: string, name: string): string => `work/${id}/${name}`;

export function openWorkStore(bucket: Bucket, id: string): WorkStore {
  return {
    async put(name, bytes) {
      await putObject({ bucket, key: keyOf(id, name), body: bytes, contentType: 'application/octet-stream' });
    },
    async get(name) {
      try {
        const { stream } = await openObject({ bucket, key: keyOf(id, name) });
        return await collected(stream);
      } catch (error) {
        if (error instanceof ObjectMissing) return undefined;
        throw error;
      }
    },
    read: (name, start, end) => readRange({ bucket, key: keyOf(id, name), start, end }),
  };
}

async function collected(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
