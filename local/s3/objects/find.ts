import { type Asking, bucketArn, demand, may, objectArn } from '../auth/permission.ts';
import { S3Error } from '../errors.ts';
import type { Bucket } from '../store/buckets.ts';
import type { Database } from '../store/database.ts';
import { currentVersion, namedVersion, type ObjectVersion } from '../store/versions.ts';

interface Wanted {
  readonly bucket: Bucket;
  readonly key: string;
  readonly versionId: string | undefined;
}

/** The permission to read is another one where a version is named. */
export function readAction(
  versionId: string | undefined,
  plain = 's3:GetObject',
  versioned = `${plain}Version`,
): string {
  return versionId === undefined ? plain : versioned;
}

/**
 * The version that a request reads, authorised. Whoever may not list the bucket is not told that an object is missing:
 * S3 then answers 403 and not 404, and a role without s3:ListBucket meets that here first.
 */
export function findForRead(asking: Asking, database: Database, wanted: Wanted): ObjectVersion {
  const { bucket, key, versionId } = wanted;
  demand(asking, readAction(versionId), objectArn(bucket.name, key));
  const version = lookUp(database, wanted);
  if (!version) {
    const listing = readAction(versionId, 's3:ListBucket', 's3:ListBucketVersions');
    if (!may(asking, listing, bucketArn(bucket.name)))
      throw new S3Error(
        'AccessDenied',
        `Access Denied (there is no such object, and ${listing} is not allowed either)`,
      );
    throw missing(versionId);
  }
  return unlessMarker(version, versionId);
}

/** As `findForRead`, for requests whose own action has been demanded already. */
export function findObject(database: Database, wanted: Wanted): ObjectVersion {
  const version = lookUp(database, wanted);
  if (!version) throw missing(wanted.versionId);
  return unlessMarker(version, wanted.versionId);
}

function lookUp(database: Database, { bucket, key, versionId }: Wanted): ObjectVersion | undefined {
  return versionId === undefined
    ? currentVersion(database, bucket.name, key)
    : namedVersion(database, bucket.name, key, versionId);
}

function missing(versionId: string | undefined): S3Error {
  return new S3Error(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion');
}

function unlessMarker(version: ObjectVersion, versionId: string | undefined): ObjectVersion {
  if (!version.marker) return version;
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
  if (versionId === undefined) throw new S3Error('NoSuchKey', undefined, headers);
  throw new S3Error('MethodNotAllowed', undefined, { ...headers, allow: 'DELETE' });
}

/** `x-amz-version-id`, which buckets have that are or were versioned. */
export function versionHeader(bucket: Bucket, versionId: string): { 'x-amz-version-id'?: string } {
  return bucket.versioning === 'Off' ? {} : { 'x-amz-version-id': versionId };
}
