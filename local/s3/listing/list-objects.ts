import { bucketArn, demand } from '../auth/permission.ts';
import { S3Error } from '../errors.ts';
import type { BucketExchange } from '../exchange.ts';
import { type S3Response, xmlResponse } from '../http/response.ts';
import { type ObjectVersion, toVersion, VERSION_COLUMNS, type VersionRow } from '../store/versions.ts';
import { type CollapsedPage, type Cursor, collapse, commonPrefixesOf, lastName, rowsOf } from './collapse.ts';
import { type ListRequest, listRequest, OWNER } from './list-request.ts';

/** ListObjectsV2. */
export function listObjects(exchange: BucketExchange): S3Response {
  const { bucket, request } = exchange;
  demand(exchange, 's3:ListBucket', bucketArn(bucket.name));
  const list = listRequest(request, 'max-keys');
  const token = request.query.get('continuation-token');
  const startAfter = request.query.get('start-after');
  const position = token === undefined ? (startAfter ? { start: { key: startAfter } } : {}) : readToken(token);
  const page = collapse({ ...list, ...position, fetch: (behind, most) => fetch(exchange, list, behind, most) });
  const { encode } = list;
  return xmlResponse('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(list.prefix),
    ...(list.delimiter === '' ? {} : { Delimiter: encode(list.delimiter) }),
    MaxKeys: list.limit,
    EncodingType: list.encodingType,
    KeyCount: page.items.length,
    IsTruncated: page.truncated,
    ContinuationToken: token,
    NextContinuationToken: page.truncated ? tokenBehind(page) : undefined,
    StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    Contents: rowsOf(page).map((row) => contents(toVersion(row), list, request.query.get('fetch-owner') === 'true')),
    CommonPrefixes: commonPrefixesOf(page).map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

function fetch({ store, bucket }: BucketExchange, { prefix }: ListRequest, behind: Cursor | undefined, most: number) {
  return store.database.all<VersionRow>(
    `SELECT ${VERSION_COLUMNS} FROM versions
     WHERE bucket = ? AND latest = 1 AND marker = 0 AND key > ? AND key >= ? ORDER BY key LIMIT ?`,
    bucket.name,
    behind?.key ?? '',
    prefix,
    most,
  );
}

function contents(version: ObjectVersion, { encode }: ListRequest, withOwner: boolean) {
  return {
    Key: encode(version.key),
    LastModified: new Date(version.modified).toISOString(),
    ETag: `"${version.etag}"`,
    ChecksumAlgorithm: version.checksum?.algorithm,
    ChecksumType: version.checksum?.type,
    Size: version.size,
    Owner: withOwner ? OWNER : undefined,
    StorageClass: version.headers['x-amz-storage-class'] ?? 'STANDARD',
  };
}

/** Opaque to clients: the last key, or the last common prefix, of the page before. */
function tokenBehind(page: CollapsedPage<VersionRow>): string {
  const last = page.items.at(-1);
  const grouped = last !== undefined && 'commonPrefix' in last;
  return Buffer.from(JSON.stringify([grouped ? 'skip' : 'key', lastName(page)])).toString('base64url');
}

function readToken(token: string): { start?: Cursor; skip?: string } {
  try {
    const [kind, name] = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[];
    if (typeof name === 'string') return kind === 'skip' ? { skip: name } : { start: { key: name } };
  } catch {
    // Answered below.
  }
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect');
}
