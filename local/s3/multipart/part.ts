import { demand, objectArn } from '../auth/permission.ts';
import { type ChecksumAlgorithm, checksumHeader } from '../body/checksums.ts';
import { openBody } from '../body/incoming.ts';
import { S3Error } from '../errors.ts';
import type { ObjectExchange } from '../exchange.ts';
import { ENCRYPTED, emptyResponse, type S3Response } from '../http/response.ts';
import { fullObject, type Ingested, ingest } from '../objects/ingest.ts';
import { MOST_BYTES_AT_ONCE } from '../objects/put.ts';
import { type Part, replacePart, type Upload } from '../store/uploads.ts';
import { partNumber, requireUpload } from './find-upload.ts';

export async function uploadPart(exchange: ObjectExchange): Promise<S3Response> {
  const { store, bucket, key, request } = exchange;
  demand(exchange, 's3:PutObject', objectArn(bucket.name, key));
  const number = partNumber(exchange);
  const upload = requireUpload(exchange);
  const body = openBody(request, exchange.signature, { algorithm: upload.algorithm, always: true });
  checkAlgorithm(upload, body.declared);
  if (body.length > MOST_BYTES_AT_ONCE) throw new S3Error('EntityTooLarge');
  const part = await ingest(store, body, (ingested) => keepPart(exchange, number, ingested));
  const stated = part.stated ?? part.checksum;
  return emptyResponse(200, {
    etag: `"${part.etag}"`,
    ...ENCRYPTED,
    [checksumHeader(stated.algorithm)]: stated.value,
  });
}

/** Records a part; the upload must still be there, for it may have been aborted while the bytes were on their way. */
export function keepPart(exchange: ObjectExchange, number: number, content: Ingested): Part {
  const { store } = exchange;
  const upload = requireUpload(exchange);
  const part: Part = {
    number,
    id: store.nextId(),
    size: content.size,
    etag: content.md5.toString('hex'),
    modified: store.now().getTime(),
    checksum: fullObject(content),
    ...(content.second ? { stated: content.second } : {}),
  };
  store.blobs.remove(store.database.transaction(() => replacePart(store.database, upload.id, part, content.extents)));
  return part;
}

/**
 * A part has the checksum that its upload was created with; where the checksum is that of the whole object, it may also
 * come without one. Where the upload was created with none, a part may have any.
 */
function checkAlgorithm(upload: Upload, declared: ChecksumAlgorithm | undefined): void {
  if (!upload.declared || declared === upload.algorithm) return;
  if (declared === undefined && upload.type === 'FULL_OBJECT') return;
  throw new S3Error(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${declared?.toLowerCase() ?? 'null'}`,
  );
}
