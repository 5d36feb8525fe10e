import { demand, objectArn } from '../auth/permission.ts';
import { checksumElement } from '../body/checksums.ts';
import { S3Error } from '../errors.ts';
import type { ObjectExchange } from '../exchange.ts';
import { ENCRYPTED, type S3Response, xmlResponse } from '../http/response.ts';
import { findCopySource, sourceVersionHeader } from '../objects/copy-source.ts';
import { digestsOfRange, requireStill } from '../objects/digest.ts';
import { MOST_BYTES_AT_ONCE } from '../objects/put.ts';
import { type ByteRange, rangeLength, wholeRange } from '../objects/range.ts';
import { extentsOf } from '../store/extents.ts';
import { partNumber, requireUpload } from './find-upload.ts';
import { keepPart } from './part.ts';

/** The part shares the files of its source, or the range of them that it covers. */
export async function uploadPartCopy(exchange: ObjectExchange): Promise<S3Response> {
  const { store, bucket, key, request } = exchange;
  demand(exchange, 's3:PutObject', objectArn(bucket.name, key));
  const number = partNumber(exchange);
  const upload = requireUpload(exchange);
  const source = findCopySource(exchange);
  const { version } = source;
  const range = sourceRange(request.amz.get('x-amz-copy-source-range'), version.size);
  const size = rangeLength(range);
  if (size > MOST_BYTES_AT_ONCE)
    throw new S3Error(
      'InvalidRequest',
      `The copy source is larger than the maximum allowable size: ${MOST_BYTES_AT_ONCE}`,
    );
  const digests = await digestsOfRange(store, version, range, upload.algorithm);
  requireStill(store, version);
  const extents = size === 0 ? [] : extentsOf(store.database, version.id, range.first, range.last);
  const part = keepPart(exchange, number, { ...digests, size, extents });
  const result = {
    LastModified: new Date(part.modified).toISOString(),
    ETag: `"${part.etag}"`,
    [checksumElement(part.checksum.algorithm)]: part.checksum.value,
  };
  return xmlResponse('CopyPartResult', result, {
    ...ENCRYPTED,
    ...sourceVersionHeader(source),
  });
}

/** `bytes=first-last`, both required and inside the object. */
function sourceRange(header: string | undefined, size: number): ByteRange {
  if (header === undefined) return wholeRange(size);
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header);
  if (!match)
    throw new S3Error('InvalidArgument', 'The x-amz-copy-source-range value must be of the form bytes=first-last.');
  const range = { first: Number(match[1]), last: Number(match[2]) };
  if (range.last >= size || range.first > range.last)
    throw new S3Error('InvalidArgument', `Range specified is not valid for source object of size: ${size}`);
  return range;
}
