import type { LifecycleRule } from './bucket-settings.ts';
import { removeUpload } from './multipart/abort.ts';
import type { Bucket } from './store/buckets.ts';
import { deleteObject, removeVersions } from './store/commit.ts';
import type { Store } from './store/store.ts';
import { toVersion, VERSION_COLUMNS, type VersionRow } from './store/versions.ts';

const DAY_MS = 86_400_000;
/** Expiry works through a large bucket in steps of this size. */
const BATCH = 500;

/** What one run of the lifecycle rules did. */
export interface Expired {
  /** Current versions that expired. */
  objects: number;
  /** Non-current versions and delete markers that were removed. */
  versions: number;
  uploads: number;
}

/** Applies the lifecycle rules of all buckets, as S3 does once a day. */
export function expire(store: Store, now: Date): Expired {
  const expired: Expired = { objects: 0, versions: 0, uploads: 0 };
  for (const bucket of store.buckets.list()) {
    for (const rule of bucket.lifecycle) {
      const scope = { store, bucket, prefix: rule.prefix ?? '', now };
      if (rule.expirationDays !== undefined) expired.objects += expireCurrent(scope, rule.expirationDays);
      if (rule.noncurrentDays !== undefined) expired.versions += expireNoncurrent(scope, rule.noncurrentDays, rule);
      expired.versions += removeLoneMarkers(scope, rule);
      if (rule.abortIncompleteMultipartDays !== undefined)
        expired.uploads += abortUploads(scope, rule.abortIncompleteMultipartDays);
    }
  }
  return expired;
}

interface Scope {
  readonly store: Store;
  readonly bucket: Bucket;
  readonly prefix: string;
  readonly now: Date;
}

/**
 * The newest time (milliseconds) that is due: S3 adds the days and rounds up to the next midnight UTC, so something made
 * at any time of a day is due at the midnight that ends the day `days` later.
 */
function dueUpTo(now: Date, days: number): number {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return midnight - days * DAY_MS;
}

/** Conditions that every query here begins with: the bucket, and keys that begin with the prefix. */
const IN_SCOPE = 'bucket = ?1 AND substr(key, 1, length(?2)) = ?2';

/** Repeats a query whose rows are dealt with, and so do not come again, until none is left. */
function drain(
  { store, bucket, prefix }: Scope,
  condition: string,
  values: readonly number[],
  deal: (rows: VersionRow[]) => void,
): number {
  const sql = `SELECT ${VERSION_COLUMNS} FROM versions AS v WHERE ${IN_SCOPE} AND ${condition} LIMIT ${BATCH}`;
  let count = 0;
  for (;;) {
    const rows = store.database.all<VersionRow>(sql, bucket.name, prefix, ...values);
    if (rows.length === 0) return count;
    deal(rows);
    count += rows.length;
  }
}

function expireCurrent(scope: Scope, days: number): number {
  const { store, bucket, now } = scope;
  return drain(scope, 'latest = 1 AND marker = 0 AND modified <= ?3', [dueUpTo(now, days)], (rows) => {
    for (const row of rows) deleteObject(store, bucket, row.key);
  });
}

/** A version is non-current since the version after it was made. */
function expireNoncurrent(scope: Scope, days: number, { newerNoncurrentVersions = 0 }: LifecycleRule): number {
  const newer = 'FROM versions WHERE bucket = v.bucket AND key = v.key AND id > v.id';
  return drain(
    scope,
    `latest = 0 AND ?3 >= (SELECT modified ${newer} ORDER BY id LIMIT 1)
     AND ?4 <= (SELECT count(*) ${newer} AND latest = 0)`,
    [dueUpTo(scope.now, days), newerNoncurrentVersions],
    (rows) => {
      removeVersions(scope.store, rows.map(toVersion));
    },
  );
}

/** A delete marker that hides nothing goes when the rule says so, or when it is as old as what the rule expires. */
function removeLoneMarkers(scope: Scope, { expiredObjectDeleteMarker, expirationDays }: LifecycleRule): number {
  if (!expiredObjectDeleteMarker && expirationDays === undefined) return 0;
  const due = expiredObjectDeleteMarker ? scope.now.getTime() : dueUpTo(scope.now, expirationDays ?? 0);
  return drain(
    scope,
    `latest = 1 AND marker = 1 AND modified <= ?3
     AND NOT EXISTS (SELECT 1 FROM versions WHERE bucket = v.bucket AND key = v.key AND id < v.id)`,
    [due],
    (rows) => {
      removeVersions(scope.store, rows.map(toVersion));
    },
  );
}

function abortUploads({ store, bucket, prefix, now }: Scope, days: number): number {
  const sql = `SELECT id FROM uploads WHERE ${IN_SCOPE} AND initiated <= ?3`;
  const due = store.database.all<{ id: string }>(sql, bucket.name, prefix, dueUpTo(now, days));
  for (const { id } of due) removeUpload(store, id);
  return due.length;
}
