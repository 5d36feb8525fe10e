import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { addressed, type Bucket } from './client.ts';
import { at, ObjectMissing, type Place, translated } from './errors.ts';
import { type StoredObject, storedObject } from './stored-object.ts';

export interface ObjectAddress {
  bucket: Bucket;
  key: string;
  versionId?: string;
}

export const placeOf = ({ bucket, key, versionId }: ObjectAddress): Place => ({ bucket: bucket.name, key, versionId });

const located = ({ bucket, key, versionId }: ObjectAddress) => ({
  ...addressed(bucket),
  Key: key,
  ...(versionId !== undefined && { VersionId: versionId }),
});

/** What S3 knows of an object or of one version; undefined where there is none. */
export async function headObject(address: ObjectAddress): Promise<StoredObject | undefined> {
  const input = { ...located(address), ChecksumMode: 'ENABLED' as const };
  try {
    return storedObject(await address.bucket.client.send(new HeadObjectCommand(input)), address.key);
  } catch (error) {
    const known = translated(error, placeOf(address));
    if (known instanceof ObjectMissing) return undefined;
    throw known;
  }
}

const body = (output: GetObjectCommandOutput, { key }: ObjectAddress): Readable => {
  if (output.Body === undefined) throw new Error(`S3 sent ${key} without a body.`);
  return output.Body as Readable;
};

/** The bytes as a stream, whole. An error in mid-stream is the reader's to see. */
export function openObject(address: ObjectAddress): Promise<{ stream: Readable; size: number }> {
  return at(placeOf(address), async () => {
    const output = await address.bucket.client.send(new GetObjectCommand(located(address)));
    return { stream: body(output, address), size: output.ContentLength ?? 0 };
  });
}

export interface RangeRead extends ObjectAddress {
  start: number;
  /** exclusive; must lie within the object */
  end: number;
  /** milliseconds for one attempt, answer and bytes together */
  timeout?: number;
}

/** The SDK repeats a request that fails, but not one whose answer breaks off in the middle. */
const READ_ATTEMPTS = 3;

/** Bytes `start` to `end` of an object. A read that stalls is cut off and repeated. */
export async function readRange(range: RangeRead): Promise<Uint8Array> {
  if (range.end <= range.start) return new Uint8Array(0);
  for (let attempt = 1; ; attempt++) {
    try {
      return await readOnce(range);
    } catch (error) {
      const known = translated(error, placeOf(range));
      if (!(known instanceof Error) || known.name !== 'StoreUnavailable' || attempt === READ_ATTEMPTS) throw known;
    }
  }
}

async function readOnce(range: RangeRead): Promise<Uint8Array> {
  const { start, end, timeout = 30_000 } = range;
  const abortSignal = AbortSignal.timeout(timeout);
  const input = { ...located(range), Range: `bytes=${start}-${end - 1}` };
  const output = await range.bucket.client.send(new GetObjectCommand(input), { abortSignal });
  const stream = body(output, range);
  const stop = () => stream.destroy(abortSignal.reason);
  abortSignal.addEventListener('abort', stop);
  try {
    return await collect(stream, end - start);
  } finally {
    abortSignal.removeEventListener('abort', stop);
  }
}

async function collect(stream: Readable, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (filled + chunk.length > length) throw new Error(`S3 sent more than the ${length} bytes that were asked for.`);
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled === length) return bytes;
  throw Object.assign(new Error(`S3 sent ${filled} of ${length} bytes.`), { code: 'ECONNRESET' });
}

export interface SmallObject {
  bucket: Bucket;
  key: string;
  body: Uint8Array | string;
  contentType: string;
  metadata?: Record<string, string>;
  contentDisposition?: string;
  cacheControl?: string;
  /** refuses to replace an object that exists, with ObjectExists */
  ifNoneMatch?: boolean;
}

interface StoredBytes {
  /** of a versioned bucket */
  versionId?: string;
  etag: string;
  size: number;
  /** hexadecimal */
  sha256: string;
}

/** Writes one object from memory; S3 checks the bytes against their SHA-256. */
export function putObject(object: SmallObject): Promise<StoredBytes> {
  const { bucket, key } = object;
  const bytes = typeof object.body === 'string' ? Buffer.from(object.body) : object.body;
  const sha256 = createHash('sha256').update(bytes).digest();
  return at({ bucket: bucket.name, key }, async () => {
    const { VersionId, ETag } = await bucket.client.send(
      new PutObjectCommand({
        ...addressed(bucket),
        Key: key,
        Body: bytes,
        ContentType: object.contentType,
        ChecksumSHA256: sha256.toString('base64'),
        ...(object.metadata !== undefined && { Metadata: object.metadata }),
        ...(object.contentDisposition !== undefined && { ContentDisposition: object.contentDisposition }),
        ...(object.cacheControl !== undefined && { CacheControl: object.cacheControl }),
        ...(object.ifNoneMatch === true && { IfNoneMatch: '*' }),
      }),
    );
    if (ETag === undefined) throw new Error(`S3 stored ${key} without an ETag.`);
    return {
      etag: ETag,
      size: bytes.length,
      sha256: sha256.toString('hex'),
      ...(VersionId !== undefined && { versionId: VersionId }),
    };
  });
}

/** Deletes one version; without a version, hides the object in a versioned bucket. Nothing there is fine. */
export async function deleteObject(address: ObjectAddress): Promise<void> {
  await at(placeOf(address), () => address.bucket.client.send(new DeleteObjectCommand(located(address))));
}
