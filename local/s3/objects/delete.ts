import { demand, objectArn } from '../auth/permission.ts';
import { DEFAULT_ALGORITHM } from '../body/checksums.ts';
import { openBody } from '../body/incoming.ts';
import { readXml } from '../body/read-xml.ts';
import { S3Error } from '../errors.ts';
import type { BucketExchange, ObjectExchange } from '../exchange.ts';
import { checkedKey } from '../http/request.ts';
import { emptyResponse, type S3Response, xmlResponse } from '../http/response.ts';
import { deleteObject as deleteCurrent, removeVersions } from '../store/commit.ts';
import { namedVersion } from '../store/versions.ts';
import { childElements, childText, requiredText } from '../xml.ts';

const MOST_KEYS = 1000;

interface Deleted {
  /** The delete marker that was made, or the version that was removed. */
  readonly versionId?: string;
  readonly marker: boolean;
}

export function deleteObject(exchange: ObjectExchange): S3Response {
  const { key, request } = exchange;
  const deleted = deleteOne(exchange, key, request.query.get('versionId'));
  return emptyResponse(204, {
    ...(deleted.versionId === undefined ? {} : { 'x-amz-version-id': deleted.versionId }),
    ...(deleted.marker ? { 'x-amz-delete-marker': 'true' } : {}),
  });
}

/** Deleting what is not there succeeds, as in S3. */
function deleteOne(exchange: BucketExchange, key: string, versionId: string | undefined): Deleted {
  const { store, bucket } = exchange;
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  demand(exchange, action, objectArn(bucket.name, key));
  if (versionId === undefined) {
    const { marker } = deleteCurrent(store, bucket, key);
    return marker === undefined ? { marker: false } : { versionId: marker, marker: true };
  }
  const version = namedVersion(store.database, bucket.name, key, versionId);
  if (version) removeVersions(store, [version]);
  return { versionId, marker: version?.marker ?? false };
}

/** DeleteObjects: each key has its own outcome. */
export async function deleteObjects(exchange: BucketExchange): Promise<S3Response> {
  const body = openBody(exchange.request, exchange.signature, { algorithm: DEFAULT_ALGORITHM });
  if (!body.declared && exchange.request.headers['content-md5'] === undefined)
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5 or a checksum');
  const document = await readXml(body, 'Delete');
  const wanted = childElements(document, 'Object');
  if (wanted.length === 0 || wanted.length > MOST_KEYS) throw new S3Error('MalformedXML');
  const outcomes = wanted.map((each) => outcomeOf(exchange, requiredText(each, 'Key'), childText(each, 'VersionId')));
  const quiet = childText(document, 'Quiet') === 'true';
  return xmlResponse('DeleteResult', {
    Deleted: quiet ? undefined : outcomes.flatMap((each) => each.deleted ?? []),
    Error: outcomes.flatMap((each) => each.error ?? []),
  });
}

function outcomeOf(exchange: BucketExchange, key: string, versionId: string | undefined) {
  try {
    const { marker, versionId: affected } = deleteOne(exchange, checkedKey(key), versionId);
    const markerFields = marker ? { DeleteMarker: true, DeleteMarkerVersionId: affected } : {};
    return { deleted: { Key: key, VersionId: versionId, ...markerFields } };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return { error: { Key: key, VersionId: versionId, Code: error.code, Message: error.message } };
  }
}
