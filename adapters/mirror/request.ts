import { createHash } from 'node:crypto';
import type { Digests } from '../../domain/quality/hashing.ts';
import type { Bucket } from '../s3/client.ts';
import { readRange } from '../s3/objects.ts';
import type { Mirror } from './client.ts';
import { MirrorMismatch } from './errors.ts';

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

export const whatOf = ({ to }: MirrorRequest): string => `Mirror, object ${to.key} in bucket ${to.mirror.bucket}`;
export const placed = ({ to }: MirrorRequest) => ({ Bucket: to.mirror.bucket, Key: to.key });

const metadataOf = ({ from }: MirrorRequest): Record<string, string> => ({
  'source-version': from.versionId,
  ...from.digests,
});

export const described = (request: MirrorRequest) => ({
  ...placed(request),
  Metadata: metadataOf(request),
  ...(request.to.contentType !== undefined && { ContentType: request.to.contentType }),
});

export const readPart = ({ from }: MirrorRequest, start: number, end: number): Promise<Uint8Array> =>
  readRange({ bucket: from.bucket, key: from.key, versionId: from.versionId, start, end });

export const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

/**
 * An ETag is the MD5 of the bytes only where it looks like one; for one PUT to plain storage it does.
 * @returns whether it proves that the mirror has what was sent
 * @throws MirrorMismatch
 */
export function checkEtag(request: MirrorRequest, etag: string | undefined, sent: Buffer): boolean {
  const seen = /^"?([0-9a-f]{32})"?$/.exec(etag ?? '')?.[1];
  if (seen === undefined) return false;
  if (seen === sent.toString('hex')) return true;
  throw new MirrorMismatch(`${whatOf(request)}: sent MD5 ${sent.toString('hex')}, the mirror has ${seen}.`);
}
