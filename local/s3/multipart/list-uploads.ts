import { bucketArn, demand } from '../auth/permission.ts';
import type { BucketExchange } from '../exchange.ts';
import { type S3Response, xmlResponse } from '../http/response.ts';
import { type Cursor, collapse, commonPrefixesOf, lastName, rowsOf } from '../listing/collapse.ts';
import { type ListRequest, listRequest, OWNER } from '../listing/list-request.ts';
import type { UploadRow } from '../store/uploads.ts';

export function listMultipartUploads(exchange: BucketExchange): S3Response {
  const { bucket, request } = exchange;
  demand(exchange, 's3:ListBucketMultipartUploads', bucketArn(bucket.name));
  const list = listRequest(request, 'max-uploads');
  const page = collapse({
    ...list,
    ...startPosition(exchange, list),
    fetch: (behind, most) => fetch(exchange, list, behind, most),
  });
  const { encode } = list;
  const last = page.items.at(-1);
  return xmlResponse('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    KeyMarker: encode(request.query.get('key-marker') ?? ''),
    UploadIdMarker: request.query.get('upload-id-marker') ?? '',
    NextKeyMarker: page.truncated ? encode(lastName(page)) : undefined,
    NextUploadIdMarker: page.truncated && last && 'row' in last ? last.row.id : undefined,
    Prefix: encode(list.prefix),
    ...(list.delimiter === '' ? {} : { Delimiter: encode(list.delimiter) }),
    EncodingType: list.encodingType,
    MaxUploads: list.limit,
    IsTruncated: page.truncated,
    Upload: rowsOf(page).map((row) => ({
      Key: encode(row.key),
      UploadId: row.id,
      Initiator: OWNER,
      Owner: OWNER,
      StorageClass: 'STANDARD',
      Initiated: new Date(row.initiated).toISOString(),
      ChecksumAlgorithm: row.declared === 1 ? row.algorithm : undefined,
      ChecksumType: row.declared === 1 ? row.type : undefined,
    })),
    CommonPrefixes: commonPrefixesOf(page).map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

function startPosition({ request }: BucketExchange, { delimiter }: ListRequest): { start?: Cursor; skip?: string } {
  const key = request.query.get('key-marker') || undefined;
  const id = request.query.get('upload-id-marker') || undefined;
  // As in S3, an upload id without a key says nothing.
  if (key === undefined) return {};
  if (id !== undefined) return { start: { key, id } };
  return delimiter !== '' && key.endsWith(delimiter) ? { skip: key } : { start: { key } };
}

function fetch({ store, bucket }: BucketExchange, { prefix }: ListRequest, behind: Cursor | undefined, most: number) {
  const { key = '', id } = behind ?? {};
  return store.database.all<UploadRow>(
    `SELECT * FROM uploads WHERE bucket = ?1 AND (key > ?2 OR (key = ?2 AND id > ?3)) AND key >= ?4
     ORDER BY key, id LIMIT ?5`,
    // Without an id, every upload of the marker's own key lies before it: no id is greater than the last character.
    bucket.name,
    key,
    id ?? '\u{10ffff}',
    prefix,
    most,
  );
}
