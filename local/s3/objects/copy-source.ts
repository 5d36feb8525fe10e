import { checkOwner } from '../auth/permission.ts';
import { S3Error } from '../errors.ts';
import type { BucketExchange } from '../exchange.ts';
import type { Bucket } from '../store/buckets.ts';
import type { ObjectVersion } from '../store/versions.ts';
import { readOutcome } from './conditions.ts';
import { findForRead, versionHeader } from './find.ts';

export interface CopySource {
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
  /** The version that the request names, if it names one. */
  readonly versionId: string | undefined;
}

/** Finds and authorises what `x-amz-copy-source: bucket/key[?versionId=…]` names. */
export function findCopySource(exchange: BucketExchange): CopySource {
  const { request, store } = exchange;
  const { bucketName, key, versionId } = parse(request.amz.get('x-amz-copy-source') ?? '');
  const bucket = store.buckets.find(bucketName);
  if (!bucket) throw new S3Error('NoSuchBucket');
  checkOwner(request, 'x-amz-source-expected-bucket-owner');
  const version = findForRead(exchange, store.database, { bucket, key, versionId });
  const outcome = readOutcome(version, {
    ifMatch: request.amz.get('x-amz-copy-source-if-match'),
    ifNoneMatch: request.amz.get('x-amz-copy-source-if-none-match'),
    ifModifiedSince: request.amz.get('x-amz-copy-source-if-modified-since'),
    ifUnmodifiedSince: request.amz.get('x-amz-copy-source-if-unmodified-since'),
  });
  if (outcome !== 'ok') throw new S3Error('PreconditionFailed');
  return { bucket, version, versionId };
}

export function sourceVersionHeader({ bucket, version }: CopySource): Record<string, string> {
  const header = versionHeader(bucket, version.versionId)['x-amz-version-id'];
  return header === undefined ? {} : { 'x-amz-copy-source-version-id': header };
}

function parse(header: string): { bucketName: string; key: string; versionId: string | undefined } {
  const [path = '', versionId] = header.split('?versionId=');
  let decoded: string;
  try {
    decoded = decodeURIComponent(path).replace(/^\//, '');
  } catch {
    throw new S3Error('InvalidArgument', 'Copy Source must be URL-encoded.');
  }
  const slash = decoded.indexOf('/');
  if (slash < 1 || slash === decoded.length - 1)
    throw new S3Error('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  return { bucketName: decoded.slice(0, slash), key: decoded.slice(slash + 1), versionId };
}
