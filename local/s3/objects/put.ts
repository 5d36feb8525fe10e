import { demand, objectArn } from '../auth/permission.ts';
import { DEFAULT_ALGORITHM } from '../body/checksums.ts';
import { openBody } from '../body/incoming.ts';
import { S3Error } from '../errors.ts';
import type { ObjectExchange } from '../exchange.ts';
import { ENCRYPTED, emptyResponse, type S3Response } from '../http/response.ts';
import { writeCondition } from './conditions.ts';
import { versionHeader } from './find.ts';
import { checksumHeaders } from './ingest.ts';
import { storeObject } from './store-object.ts';
import { headerFields, storedHeaders } from './stored-headers.ts';
import { tagsFromHeader } from './tags.ts';

/** 5 GiB: the most that one PUT, one part or one copy may have. */
export const MOST_BYTES_AT_ONCE = 5 * 1024 ** 3;

export async function putObject(exchange: ObjectExchange): Promise<S3Response> {
  const { store, bucket, key, request } = exchange;
  demandWrite(exchange);
  const draft = {
    key,
    condition: writeCondition(request.headers),
    headers: storedHeaders(headerFields(request)),
    tags: tagsFromHeader(request.amz.get('x-amz-tagging')),
    origin: { reason: 'PutObject', requestId: request.id, sourceIp: request.sourceIp },
  } as const;
  const body = openBody(request, exchange.signature, { algorithm: DEFAULT_ALGORITHM });
  if (body.length > MOST_BYTES_AT_ONCE) throw new S3Error('EntityTooLarge');
  const version = await storeObject(store, bucket, body, draft);
  return emptyResponse(200, {
    etag: `"${version.etag}"`,
    ...ENCRYPTED,
    ...(version.checksum ? checksumHeaders(version.checksum) : {}),
    ...versionHeader(bucket, version.versionId),
  });
}

/** What a write needs: putting, and what its headers imply beyond that. */
export function demandWrite(exchange: ObjectExchange): void {
  const { bucket, key, request } = exchange;
  const resource = objectArn(bucket.name, key);
  demand(exchange, 's3:PutObject', resource);
  if (request.headers['if-match'] !== undefined) demand(exchange, 's3:GetObject', resource);
  if (request.amz.has('x-amz-tagging')) demand(exchange, 's3:PutObjectTagging', resource);
}
