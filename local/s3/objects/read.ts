import { may, objectArn } from '../auth/permission.ts';
import { S3Error } from '../errors.ts';
import type { ObjectExchange } from '../exchange.ts';
import { definedHeaders, emptyResponse, type S3Response, sendable } from '../http/response.ts';
import type { Bucket } from '../store/buckets.ts';
import type { ObjectVersion } from '../store/versions.ts';
import { readOutcome, unquoted } from './conditions.ts';
import { content } from './content.ts';
import { findForRead, readAction, versionHeader } from './find.ts';
import { checksumHeaders } from './ingest.ts';
import { type ByteRange, parseRange, rangeLength, wholeRange } from './range.ts';

const OVERRIDES = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
];

/** GetObject and HeadObject: the same answer, with and without the bytes. */
export function readObject(exchange: ObjectExchange): S3Response {
  const { store, bucket, key, request } = exchange;
  const version = findForRead(exchange, store.database, { bucket, key, versionId: request.query.get('versionId') });
  const outcome = readOutcome(version, {
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
    ifModifiedSince: request.headers['if-modified-since'],
    ifUnmodifiedSince: request.headers['if-unmodified-since'],
  });
  if (outcome === 'failed') throw new S3Error('PreconditionFailed');
  if (outcome === 'not modified') return emptyResponse(304, identity(bucket, version));

  const range = requestedRange(exchange, version);
  const headers = {
    ...contentHeaders(bucket, version, range),
    ...overrides(exchange),
    ...checksums(exchange, version, range),
    ...tagCount(exchange, version),
  };
  const status = range ? 206 : 200;
  if (request.method === 'HEAD') return emptyResponse(status, headers);
  return { status, headers, body: content(store, version.id, range ?? wholeRange(version.size)) };
}

/** The headers of an object or of a range of it. */
export function contentHeaders(
  bucket: Bucket,
  version: ObjectVersion,
  range: ByteRange | undefined,
): Record<string, string> {
  return {
    ...version.headers,
    ...identity(bucket, version),
    'accept-ranges': 'bytes',
    'content-length': String(range ? rangeLength(range) : version.size),
    ...(range ? { 'content-range': `bytes ${range.first}-${range.last}/${version.size}` } : {}),
  };
}

function identity(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return {
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modified).toUTCString(),
    ...versionHeader(bucket, version.versionId),
  };
}

/** A range holds only for the state of the object that `If-Range` names (RFC 9110, section 13.1.5). */
function requestedRange({ request }: ObjectExchange, version: ObjectVersion): ByteRange | undefined {
  const ifRange = request.headers['if-range'];
  if (ifRange !== undefined && typeof ifRange === 'string') {
    const same = ifRange.startsWith('"')
      ? unquoted(ifRange) === version.etag
      : ifRange === new Date(version.modified).toUTCString();
    if (!same) return undefined;
  }
  return parseRange(request.headers.range, version.size);
}

function overrides({ request }: ObjectExchange): Record<string, string> {
  const chosen = definedHeaders(
    Object.fromEntries(OVERRIDES.map((name) => [name, request.query.get(`response-${name}`)])),
  );
  for (const value of Object.values(chosen)) sendable(value);
  return chosen;
}

function checksums(
  { request }: ObjectExchange,
  version: ObjectVersion,
  range: ByteRange | undefined,
): Record<string, string> {
  const wanted = request.amz.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const whole = !range || rangeLength(range) === version.size;
  return wanted && whole && version.checksum ? checksumHeaders(version.checksum) : {};
}

function tagCount(exchange: ObjectExchange, version: ObjectVersion): Record<string, string> {
  if (version.tags.length === 0) return {};
  const versionId = exchange.request.query.get('versionId');
  const action = readAction(versionId, 's3:GetObjectTagging', 's3:GetObjectVersionTagging');
  if (!may(exchange, action, objectArn(version.bucket, version.key))) return {};
  return { 'x-amz-tagging-count': String(version.tags.length) };
}
