import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import { conflict } from '../../domain/errors.ts';
import { addressed, type Bucket } from './client.ts';
import { at, ObjectExists, translated, UploadMissing } from './errors.ts';
import { headObject } from './objects.ts';
import { partRanges } from './part-plan.ts';
import { type WrittenObject, writtenObject } from './stored-object.ts';

export interface Upload {
  bucket: Bucket;
  key: string;
  uploadId: string;
}

export interface UploadedPart {
  partNumber: number;
  size: number;
  etag: string;
}

export interface NewUpload {
  bucket: Bucket;
  key: string;
  contentType?: string;
  contentDisposition?: string;
  metadata?: Record<string, string>;
}

/** Opens a multipart upload and returns its id. */
export function createUpload(upload: NewUpload): Promise<string> {
  const { bucket, key, contentType, contentDisposition, metadata } = upload;
  return at({ bucket: bucket.name, key }, async () => {
    const { UploadId } = await bucket.client.send(
      new CreateMultipartUploadCommand({
        ...addressed(bucket),
        Key: key,
        ...(contentType !== undefined && { ContentType: contentType }),
        ...(contentDisposition !== undefined && { ContentDisposition: contentDisposition }),
        ...(metadata !== undefined && { Metadata: metadata }),
      }),
    );
    if (UploadId === undefined) throw new Error(`S3 opened an upload of ${key} without an id.`);
    return UploadId;
  });
}

/** Every part that S3 holds, in order, over all pages of 1,000. */
export function listParts({ bucket, key, uploadId }: Upload): Promise<UploadedPart[]> {
  return at({ bucket: bucket.name, key }, async () => {
    const parts: UploadedPart[] = [];
    let marker: string | undefined;
    do {
      const page = await bucket.client.send(
        new ListPartsCommand({ ...addressed(bucket), Key: key, UploadId: uploadId, PartNumberMarker: marker }),
      );
      for (const { PartNumber, Size, ETag } of page.Parts ?? []) {
        if (PartNumber === undefined || Size === undefined || ETag === undefined) {
          throw new Error(`S3 listed a part of ${key} without its number, size or ETag.`);
        }
        parts.push({ partNumber: PartNumber, size: Size, etag: ETag });
      }
      marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return parts;
  });
}

/** `1-3, 7`: part numbers as a person reads them; at most ten groups. */
function grouped(numbers: readonly number[]): string {
  const groups: [number, number][] = [];
  for (const number of numbers) {
    const last = groups.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else groups.push([number, number]);
  }
  const shown = groups.slice(0, 10).map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return groups.length > 10 ? `${shown.join(', ')} and more` : shown.join(', ');
}

export interface WholeUpload extends Upload {
  /** bytes of the whole object */
  size: number;
  partSize: number;
  /** refuses to replace an object that exists */
  ifNoneMatch?: boolean;
}

/** The parts that make up the object; a conflict that names what is missing or has a wrong size. */
function checkedParts(parts: readonly UploadedPart[], { key, size, partSize }: WholeUpload): UploadedPart[] {
  const stored = new Map(parts.map((part) => [part.partNumber, part]));
  const ranges = partRanges(size, partSize);
  const wanting = ranges.filter(({ partNumber, start, end }) => stored.get(partNumber)?.size !== end - start);
  if (wanting.length > 0) {
    const numbers = grouped(wanting.map(({ partNumber }) => partNumber));
    throw conflict(`The upload of ${key} is not complete: of ${ranges.length} parts, send ${numbers} again.`);
  }
  if (parts.length > ranges.length) {
    throw conflict(`The upload of ${key} has ${parts.length} parts; ${size} bytes make ${ranges.length}. Abort it.`);
  }
  return [...parts];
}

/**
 * Puts the object together from what S3 lists, never from what the client says. A second call answers as the first
 * did: the answer to a completion that takes minutes is easily lost. S3 may report an error under status 200; the SDK
 * turns that into a 503 and repeats the call.
 */
export async function completeUpload(upload: WholeUpload): Promise<WrittenObject> {
  const { bucket, key, size } = upload;
  const place = { bucket: bucket.name, key };
  try {
    const parts = checkedParts(await listParts(upload), upload);
    const { VersionId } = await bucket.client.send(
      new CompleteMultipartUploadCommand({
        ...addressed(bucket),
        Key: key,
        UploadId: upload.uploadId,
        MpuObjectSize: size,
        ...(upload.ifNoneMatch === true && { IfNoneMatch: '*' }),
        MultipartUpload: { Parts: parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag })) },
      }),
    );
    return writtenObject(size, VersionId);
  } catch (error) {
    const known = translated(error, place);
    // Keys are new for every announcement, so an object under this key with this size is this upload's.
    if (known instanceof UploadMissing || known instanceof ObjectExists) {
      const object = await headObject({ bucket, key });
      if (object?.size === size) return writtenObject(size, object.versionId);
    }
    throw known;
  }
}

/** Discards the parts; an upload that is no longer open is fine. */
export async function abortUpload({ bucket, key, uploadId }: Upload): Promise<void> {
  try {
    await at({ bucket: bucket.name, key }, () =>
      bucket.client.send(new AbortMultipartUploadCommand({ ...addressed(bucket), Key: key, UploadId: uploadId })),
    );
  } catch (error) {
    if (!(error instanceof UploadMissing)) throw error;
  }
}
