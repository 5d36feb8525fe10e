import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Digests } from '../../domain/quality/hashing.ts';
import type { Bucket } from '../s3/client.ts';
import { readRange } from '../s3/objects.ts';
import { type ByteRange, partRanges, partSizeFor } from '../s3/part-plan.ts';
import type { Mirror } from './client.ts';
import { atMirror, MirrorMismatch } from './errors.ts';

const MIB = 1024 ** 2;

export interface MirrorSource {
  bucket: Bucket;
  key: string;
  versionId: string;
  /** bytes */
  size: number;
  /** what is known of the bytes; kept with the copy */
  digests: Digests;
}

export interface MirrorTarget {
  mirror: Mirror;
  key: string;
  contentType?: string;
}

/** Where a long copy stands; the parts themselves are asked from the mirror. */
export interface MirrorState {
  uploadId: string;
  partSize: number;
}

export interface MirrorRules {
  /** bytes up to which an object is sent in one PUT */
  singleUpTo: number;
  /** bytes of the smallest part; Google takes no less than 5 MiB, except for the last one */
  smallestPart: number;
  /** bytes held in memory at a time, which bounds the parts under way */
  memory: number;
}

/** Parts are held in memory, so that a failed one can be sent again and its MD5 is known beforehand. */
export const MIRROR_RULES: MirrorRules = { singleUpTo: 16 * MIB, smallestPart: 16 * MIB, memory: 64 * MIB };

export interface MirrorRequest {
  from: MirrorSource;
  to: MirrorTarget;
  state?: MirrorState | undefined;
  /** says when no further part may be started; every call sends at least one */
  deadline?: () => boolean;
  rules?: MirrorRules;
}

export type MirrorResult = { done: true; already: boolean } | { done: false; state: MirrorState };

const whatOf = ({ to }: MirrorRequest): string => `Mirror, object ${to.key} in bucket ${to.mirror.bucket}`;
const placed = ({ to }: MirrorRequest) => ({ Bucket: to.mirror.bucket, Key: to.key });

const metadataOf = ({ from }: MirrorRequest): Record<string, string> => ({
  'source-version': from.versionId,
  ...from.digests,
});

const described = (request: MirrorRequest) => ({
  ...placed(request),
  Metadata: metadataOf(request),
  ...(request.to.contentType !== undefined && { ContentType: request.to.contentType }),
});

/**
 * Copies one version of an object to the mirror. Every request carries the MD5 of its bytes, so the mirror refuses
 * what was damaged on the way. Repeating a copy costs one request. Throws MirrorUnavailable where a repetition can
 * help, MirrorRefused where somebody must act.
 */
export async function mirrorObject(request: MirrorRequest): Promise<MirrorResult> {
  const { from, rules = MIRROR_RULES } = request;
  if (await isThere(request)) return { done: true, already: true };
  const state = from.size <= rules.singleUpTo ? await sendWhole(request) : await sendParts(request, rules);
  if (state !== undefined) return { done: false, state };
  if (await isThere(request)) return { done: true, already: false };
  throw new MirrorMismatch(`${whatOf(request)}: what arrived has not the size or digests of what was sent.`);
}

/** The same bytes are at the mirror: equal size, and the digests or the version that the copy was made from. */
async function isThere(request: MirrorRequest): Promise<boolean> {
  const { from, to } = request;
  const head = await atMirror(whatOf(request), async () => {
    try {
      return await to.mirror.client.send(new HeadObjectCommand(placed(request)));
    } catch (error) {
      if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
      throw error;
    }
  });
  if (head === undefined || head.ContentLength !== from.size) return false;
  const kept = head.Metadata ?? {};
  const digests = Object.entries(from.digests);
  const sameBytes = digests.length > 0 && digests.every(([algorithm, value]) => kept[algorithm] === value);
  return sameBytes || kept['source-version'] === from.versionId;
}

const readPart = ({ from }: MirrorRequest, start: number, end: number): Promise<Uint8Array> =>
  readRange({ bucket: from.bucket, key: from.key, versionId: from.versionId, start, end });

const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

/** An ETag is the MD5 of the bytes only where it looks like one; for one PUT to plain storage it does. */
function checkEtag(request: MirrorRequest, etag: string | undefined, sent: Buffer): void {
  const seen = /^"?([0-9a-f]{32})"?$/.exec(etag ?? '')?.[1];
  if (seen === undefined || seen === sent.toString('hex')) return;
  throw new MirrorMismatch(`${whatOf(request)}: sent MD5 ${sent.toString('hex')}, the mirror has ${seen}.`);
}

async function sendWhole(request: MirrorRequest): Promise<undefined> {
  const bytes = await readPart(request, 0, request.from.size);
  const digest = md5(bytes);
  const { ETag } = await atMirror(whatOf(request), () =>
    request.to.mirror.client.send(
      new PutObjectCommand({ ...described(request), Body: bytes, ContentMD5: digest.toString('base64') }),
    ),
  );
  checkEtag(request, ETag, digest);
}

/** The parts that have arrived, as number, size and ETag; undefined where the upload is no longer open. */
type Arrived = Map<number, { size: number; etag: string }>;

async function sendParts(request: MirrorRequest, rules: MirrorRules): Promise<MirrorState | undefined> {
  const continued = request.state && { state: request.state, arrived: await listParts(request, request.state) };
  // Mirrors drop unfinished uploads after a while: then all is sent again.
  const usable = continued?.arrived !== undefined;
  const state = usable ? continued.state : await openUpload(request, rules);
  const arrived: Arrived = (usable ? continued.arrived : undefined) ?? new Map();
  const ranges = partRanges(request.from.size, state.partSize);
  const wanting = ranges.filter(({ partNumber, start, end }) => arrived.get(partNumber)?.size !== end - start);
  const next = wanting.values();
  const work = async () => {
    for (const range of next) {
      arrived.set(range.partNumber, await sendPart(request, state, range));
      if (request.deadline?.() === true) return;
    }
  };
  const workers = Math.max(1, Math.floor(rules.memory / state.partSize));
  await Promise.all(Array.from({ length: workers }, work));
  if (next.next().done !== true) return state;
  await complete(request, state, ranges, arrived);
  return undefined;
}

async function openUpload(request: MirrorRequest, rules: MirrorRules): Promise<MirrorState> {
  const { UploadId } = await atMirror(whatOf(request), () =>
    request.to.mirror.client.send(new CreateMultipartUploadCommand(described(request))),
  );
  if (UploadId === undefined)
    throw new MirrorMismatch(`${whatOf(request)}: the mirror opened an upload without an id.`);
  return { uploadId: UploadId, partSize: partSizeFor(request.from.size, rules.smallestPart) };
}

async function sendPart(request: MirrorRequest, { uploadId }: MirrorState, range: ByteRange) {
  const bytes = await readPart(request, range.start, range.end);
  const digest = md5(bytes);
  const { ETag } = await atMirror(`${whatOf(request)}, part ${range.partNumber}`, () =>
    request.to.mirror.client.send(
      new UploadPartCommand({
        ...placed(request),
        UploadId: uploadId,
        PartNumber: range.partNumber,
        Body: bytes,
        ContentMD5: digest.toString('base64'),
      }),
    ),
  );
  if (ETag === undefined) throw new MirrorMismatch(`${whatOf(request)}: part ${range.partNumber} came back unnamed.`);
  checkEtag(request, ETag, digest);
  return { size: bytes.length, etag: ETag };
}

async function listParts(request: MirrorRequest, { uploadId }: MirrorState): Promise<Arrived | undefined> {
  const arrived: Arrived = new Map();
  const { client } = request.to.mirror;
  let marker: string | undefined;
  do {
    const at = { ...placed(request), UploadId: uploadId, PartNumberMarker: marker };
    const page = await atMirror(whatOf(request), async () => {
      try {
        return await client.send(new ListPartsCommand(at));
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchUpload') return undefined;
        throw error;
      }
    });
    if (page === undefined) return undefined;
    for (const { PartNumber = 0, Size = 0, ETag = '' } of page.Parts ?? []) {
      arrived.set(PartNumber, { size: Size, etag: ETag });
    }
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return arrived;
}

async function complete(
  request: MirrorRequest,
  { uploadId }: MirrorState,
  ranges: readonly ByteRange[],
  arrived: Arrived,
): Promise<void> {
  const parts = ranges.map(({ partNumber }) => ({ PartNumber: partNumber, ETag: arrived.get(partNumber)?.etag }));
  await atMirror(whatOf(request), () =>
    request.to.mirror.client.send(
      new CompleteMultipartUploadCommand({
        ...placed(request),
        UploadId: uploadId,
        MultipartUpload: { Parts: parts },
      }),
    ),
  );
}
