import { demand, objectArn } from '../auth/permission.ts';
import { DEFAULT_ALGORITHM } from '../body/checksums.ts';
import { openBody } from '../body/incoming.ts';
import { readXml } from '../body/read-xml.ts';
import type { ObjectExchange } from '../exchange.ts';
import { emptyResponse, type S3Response, xmlResponse } from '../http/response.ts';
import { type ObjectVersion, setTags } from '../store/versions.ts';
import { findObject, versionHeader } from './find.ts';
import { tagsFromXml } from './tags.ts';

export function getObjectTagging(exchange: ObjectExchange): S3Response {
  const version = authorised(exchange, 's3:GetObjectTagging', 's3:GetObjectVersionTagging');
  return xmlResponse(
    'Tagging',
    { TagSet: { Tag: version.tags.map((tag) => ({ ...tag })) } },
    affected(exchange, version),
  );
}

export async function putObjectTagging(exchange: ObjectExchange): Promise<S3Response> {
  authorised(exchange, 's3:PutObjectTagging', 's3:PutObjectVersionTagging');
  const body = openBody(exchange.request, exchange.signature, { algorithm: DEFAULT_ALGORITHM });
  const tags = tagsFromXml(await readXml(body, 'Tagging'));
  // The version that was current may have been replaced while the body was on its way.
  const version = find(exchange);
  setTags(exchange.store.database, version.id, tags);
  return emptyResponse(200, affected(exchange, version));
}

export function deleteObjectTagging(exchange: ObjectExchange): S3Response {
  const version = authorised(exchange, 's3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging');
  setTags(exchange.store.database, version.id, []);
  return emptyResponse(204, affected(exchange, version));
}

function authorised(exchange: ObjectExchange, plain: string, versioned: string): ObjectVersion {
  const named = exchange.request.query.has('versionId');
  demand(exchange, named ? versioned : plain, objectArn(exchange.bucket.name, exchange.key));
  return find(exchange);
}

function find({ store, bucket, key, request }: ObjectExchange): ObjectVersion {
  return findObject(store.database, { bucket, key, versionId: request.query.get('versionId') });
}

function affected({ bucket }: ObjectExchange, version: ObjectVersion): Record<string, string> {
  return versionHeader(bucket, version.versionId) as Record<string, string>;
}
