import { CopyObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { addressed, type Bucket } from './client.ts';
import { at, ObjectExists, UploadMissing } from './errors.ts';
import { completeUpload, createUpload, listParts } from './multipart.ts';
import { headObject } from './objects.ts';
import { type ByteRange, partRanges, partSizeFor } from './part-plan.ts';
import { type WrittenObject, writtenObject } from './stored-object.ts';

const MIB = 1024 ** 2;

export interface CopySource {
  bucket: Bucket;
  key: string;
  versionId: string;
  /** bytes */
  size: number;
}

export interface CopyTarget {
  bucket: Bucket;
  key: string;
  contentType?: string;
  contentDisposition?: string;
  /** kept with the object, together with `source-version` */
  metadata?: Record<string, string>;
}

/** Where a long copy stands; small enough for a state machine's state. The parts themselves are asked from S3. */
export interface CopyState {
  uploadId: string;
  partSize: number;
}

export interface CopyRules {
  /** bytes up to which S3 copies in one call; its own limit is 5 GiB */
  singleUpTo: number;
  /** bytes per part beyond that */
  partSize: number;
  /** parts copied at a time; the bytes never leave S3 */
  concurrency: number;
}

/** Parts of 256 MiB copy in seconds, so that little is repeated after an interruption. */
export const COPY_RULES: CopyRules = { singleUpTo: 5 * 1024 ** 3, partSize: 256 * MIB, concurrency: 8 };

export interface CopyRequest {
  from: CopySource;
  to: CopyTarget;
  state?: CopyState | undefined;
  /** says when no further part may be started */
  deadline?: () => boolean;
  rules?: CopyRules;
}

export type CopyResult = { done: true; object: WrittenObject } | { done: false; state: CopyState };

const SOURCE_VERSION = 'source-version';

/** CopySource is a header: the key is escaped, the version is not part of the key. */
const sourceOf = ({ bucket, key, versionId }: CopySource): string =>
  `${bucket.name}/${key.split('/').map(encodeURIComponent).join('/')}?versionId=${encodeURIComponent(versionId)}`;

const owners = (from: CopySource) =>
  from.bucket.owner === undefined ? {} : { ExpectedSourceBucketOwner: from.bucket.owner };

/** The copy that an earlier run made of this very version. */
async function earlierCopy({ from, to }: CopyRequest): Promise<WrittenObject | undefined> {
  const object = await headObject(to);
  const same = object?.size === from.size && object.metadata[SOURCE_VERSION] === from.versionId;
  return same ? writtenObject(object.size, object.versionId) : undefined;
}

/**
 * Copies one version of an object inside S3. Repeating it is free: a copy of the same version that is already there is
 * the answer. Copies beyond 5 GiB go part by part and may stop at the deadline; call again with the state.
 */
export async function copyVersion(request: CopyRequest): Promise<CopyResult> {
  const { from, state, rules = COPY_RULES } = request;
  if (from.size <= rules.singleUpTo) return { done: true, object: await copyWhole(request) };
  const earlier = state === undefined ? await earlierCopy(request) : undefined;
  return earlier === undefined ? copyInParts(request, rules) : { done: true, object: earlier };
}

const metadataOf = ({ from, to }: CopyRequest) => ({ ...to.metadata, [SOURCE_VERSION]: from.versionId });

/** One call where nothing is there yet, which is the rule: S3 itself says if there is. */
async function copyWhole(request: CopyRequest): Promise<WrittenObject> {
  try {
    return await copyAtOnce(request, true);
  } catch (error) {
    if (!(error instanceof ObjectExists)) throw error;
  }
  return (await earlierCopy(request)) ?? (await copyAtOnce(request, false));
}

async function copyAtOnce(request: CopyRequest, onlyIfNew: boolean): Promise<WrittenObject> {
  const { from, to } = request;
  const { VersionId } = await at({ bucket: to.bucket.name, key: to.key }, () =>
    to.bucket.client.send(
      new CopyObjectCommand({
        ...addressed(to.bucket),
        ...owners(from),
        Key: to.key,
        CopySource: sourceOf(from),
        MetadataDirective: 'REPLACE',
        Metadata: metadataOf(request),
        ...(onlyIfNew && { IfNoneMatch: '*' }),
        ...(to.contentType !== undefined && { ContentType: to.contentType }),
        ...(to.contentDisposition !== undefined && { ContentDisposition: to.contentDisposition }),
      }),
    ),
  );
  return writtenObject(from.size, VersionId);
}

async function copyInParts(request: CopyRequest, rules: CopyRules): Promise<CopyResult> {
  const { from, to } = request;
  const state = request.state ?? (await openCopy(request, rules));
  const wanting = await partsToCopy(request, state);
  // The upload has expired, or another run has completed it: begin anew, or find its object.
  if (wanting === undefined) return copyVersion({ ...request, state: undefined });
  const next = wanting.values();
  const work = async () => {
    for (const range of next) {
      await copyPart(request, state, range);
      if (request.deadline?.() === true) return;
    }
  };
  await Promise.all(Array.from({ length: rules.concurrency }, work));
  if (next.next().done !== true) return { done: false, state };
  const upload = { bucket: to.bucket, key: to.key, uploadId: state.uploadId };
  return { done: true, object: await completeUpload({ ...upload, size: from.size, partSize: state.partSize }) };
}

async function openCopy(request: CopyRequest, rules: CopyRules): Promise<CopyState> {
  const uploadId = await createUpload({ ...request.to, metadata: metadataOf(request) });
  return { uploadId, partSize: partSizeFor(request.from.size, rules.partSize) };
}

async function partsToCopy({ from, to }: CopyRequest, state: CopyState): Promise<ByteRange[] | undefined> {
  try {
    const parts = await listParts({ bucket: to.bucket, key: to.key, uploadId: state.uploadId });
    const copied = new Map(parts.map(({ partNumber, size }) => [partNumber, size]));
    return partRanges(from.size, state.partSize).filter(
      ({ partNumber, start, end }) => copied.get(partNumber) !== end - start,
    );
  } catch (error) {
    if (error instanceof UploadMissing) return undefined;
    throw error;
  }
}

async function copyPart({ from, to }: CopyRequest, { uploadId }: CopyState, range: ByteRange): Promise<void> {
  await at({ bucket: to.bucket.name, key: to.key }, () =>
    to.bucket.client.send(
      new UploadPartCopyCommand({
        ...addressed(to.bucket),
        ...owners(from),
        Key: to.key,
        UploadId: uploadId,
        PartNumber: range.partNumber,
        CopySource: sourceOf(from),
        CopySourceRange: `bytes=${range.start}-${range.end - 1}`,
      }),
    ),
  );
}
