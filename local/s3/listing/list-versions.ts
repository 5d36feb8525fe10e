import { bucketArn, demand } from '../auth/permission.ts';
import { S3Error } from '../errors.ts';
import type { BucketExchange } from '../exchange.ts';
import { type S3Response, xmlResponse } from '../http/response.ts';
import { namedVersion, type ObjectVersion, toVersion, VERSION_COLUMNS, type VersionRow } from '../store/versions.ts';
import { type Cursor, collapse, commonPrefixesOf, lastName, rowsOf } from './collapse.ts';
import { type ListRequest, listRequest, OWNER } from './list-request.ts';

/** ListObjectVersions: by key, the newest version of each first. */
export function listObjectVersions(exchange: BucketExchange): S3Response {
  const { bucket, request } = exchange;
  demand(exchange, 's3:ListBucketVersions', bucketArn(bucket.name));
  const list = listRequest(request, 'max-keys');
  const page = collapse({
    ...list,
    ...startPosition(exchange, list),
    fetch: (behind, most) => fetch(exchange, list, behind, most),
  });
  const versions = rowsOf(page).map(toVersion);
  const { encode } = list;
  const last = page.items.at(-1);
  return xmlResponse('ListVersionsResult', {
    Name: bucket.name,
    Prefix: encode(list.prefix),
    ...(list.delimiter === '' ? {} : { Delimiter: encode(list.delimiter) }),
    KeyMarker: encode(request.query.get('key-marker') ?? ''),
    VersionIdMarker: request.query.get('version-id-marker') ?? '',
    MaxKeys: list.limit,
    EncodingType: list.encodingType,
    IsTruncated: page.truncated,
    NextKeyMarker: page.truncated ? encode(lastName(page)) : undefined,
    NextVersionIdMarker: page.truncated && last && 'row' in last ? last.row.version_id : undefined,
    Version: versions.filter((each) => !each.marker).map((each) => ({ ...common(each, list), ...content(each) })),
    DeleteMarker: versions.filter((each) => each.marker).map((each) => common(each, list)),
    CommonPrefixes: commonPrefixesOf(page).map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

/** A key marker that ends in the delimiter is the common prefix that the page before ended with. */
function startPosition(
  { store, bucket, request }: BucketExchange,
  { delimiter }: ListRequest,
): { start?: Cursor; skip?: string } {
  const key = request.query.get('key-marker') || undefined;
  const versionId = request.query.get('version-id-marker') || undefined;
  if (key === undefined) {
    if (versionId === undefined) return {};
    throw new S3Error('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
  }
  if (versionId !== undefined) {
    const version = namedVersion(store.database, bucket.name, key, versionId);
    if (!version) throw new S3Error('InvalidArgument', 'Invalid version id specified');
    return { start: { key, id: version.id } };
  }
  return delimiter !== '' && key.endsWith(delimiter) ? { skip: key } : { start: { key } };
}

function fetch({ store, bucket }: BucketExchange, { prefix }: ListRequest, behind: Cursor | undefined, most: number) {
  const sql = (condition: string) =>
    `SELECT ${VERSION_COLUMNS} FROM versions WHERE bucket = ? AND ${condition} ORDER BY key, id DESC LIMIT ?`;
  if (behind?.id === undefined)
    return store.database.all<VersionRow>(sql('key > ? AND key >= ?'), bucket.name, behind?.key ?? '', prefix, most);
  const { key, id } = behind;
  // The rest of this key first; only then the keys behind it, so that each query is one range of the index.
  const rest = store.database.all<VersionRow>(sql('key = ? AND id < ?'), bucket.name, key, id, most);
  if (rest.length > 0) return rest;
  return store.database.all<VersionRow>(sql('key > ? AND key >= ?'), bucket.name, key, prefix, most);
}

function common(version: ObjectVersion, { encode }: ListRequest) {
  return {
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: version.latest,
    LastModified: new Date(version.modified).toISOString(),
    Owner: OWNER,
  };
}

function content(version: ObjectVersion) {
  return {
    ETag: `"${version.etag}"`,
    ChecksumAlgorithm: version.checksum?.algorithm,
    ChecksumType: version.checksum?.type,
    Size: version.size,
    StorageClass: version.headers['x-amz-storage-class'] ?? 'STANDARD',
  };
}
