import { demand, objectArn } from '../auth/permission.ts';
import { checksumElement } from '../body/checksums.ts';
import type { ObjectExchange } from '../exchange.ts';
import { integerParameter } from '../http/parameters.ts';
import { type S3Response, xmlResponse } from '../http/response.ts';
import { OWNER } from '../listing/list-request.ts';
import { partsOf } from '../store/uploads.ts';
import { requireUpload } from './find-upload.ts';

const MOST_PARTS = 1000;

export function listParts(exchange: ObjectExchange): S3Response {
  const { store, bucket, key, request } = exchange;
  demand(exchange, 's3:ListMultipartUploadParts', objectArn(bucket.name, key));
  const upload = requireUpload(exchange);
  const limit = integerParameter(request, 'max-parts', { default: MOST_PARTS, most: MOST_PARTS });
  const after = integerParameter(request, 'part-number-marker', { default: 0, most: 10_000 });
  const found = partsOf(store.database, upload.id, after, limit + 1);
  const page = found.slice(0, limit);
  const element = checksumElement(upload.algorithm);
  return xmlResponse('ListPartsResult', {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.id,
    Initiator: OWNER,
    Owner: OWNER,
    StorageClass: upload.headers['x-amz-storage-class'] ?? 'STANDARD',
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: found.length > page.length,
    ChecksumAlgorithm: upload.declared ? upload.algorithm : undefined,
    ChecksumType: upload.declared ? upload.type : undefined,
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modified).toISOString(),
      ETag: `"${part.etag}"`,
      Size: part.size,
      [element]: upload.declared ? part.checksum.value : undefined,
    })),
  });
}
