import type { Checksum } from '../body/checksums.ts';
import type { Bucket } from './buckets.ts';
import type { Database } from './database.ts';
import { dropExtents } from './extents.ts';

/** The version id of everything that was stored while the bucket was not versioned. */
export const NULL_VERSION = 'null';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface ObjectVersion {
  readonly id: number;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly latest: boolean;
  /** A delete marker: a version that says that the object is gone. */
  readonly marker: boolean;
  /** Bytes */
  readonly size: number;
  /** Without quotation marks. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Stored response headers by lower-case name, `x-amz-meta-*` among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: Checksum;
  readonly tags: readonly Tag[];
  /** 0 for an object that was not uploaded in parts. */
  readonly partCount: number;
}

/** One part of a finished multipart object, as GetObjectAttributes lists it. */
interface FinishedPart {
  readonly number: number;
  readonly size: number;
  readonly checksum: string;
}

export interface VersionRow {
  id: number;
  bucket: string;
  key: string;
  version_id: string;
  latest: number;
  marker: number;
  size: number;
  etag: string;
  modified: number;
  headers: string;
  checksum: string | null;
  tags: string | null;
  part_count: number;
}

/** Without `parts`, which can be half a megabyte and is wanted by one operation only. */
export const VERSION_COLUMNS =
  'id, bucket, key, version_id, latest, marker, size, etag, modified, headers, checksum, tags, part_count';

export function toVersion(row: VersionRow): ObjectVersion {
  return {
    id: row.id,
    bucket: row.bucket,
    key: row.key,
    versionId: row.version_id,
    latest: row.latest === 1,
    marker: row.marker === 1,
    size: row.size,
    etag: row.etag,
    modified: row.modified,
    headers: JSON.parse(row.headers) as Record<string, string>,
    tags: JSON.parse(row.tags ?? '[]') as Tag[],
    partCount: row.part_count,
    ...(row.checksum === null ? {} : { checksum: JSON.parse(row.checksum) as Checksum }),
  };
}

/** The newest version of a key, which may be a delete marker. */
export function currentVersion(database: Database, bucket: string, key: string): ObjectVersion | undefined {
  const sql = `SELECT ${VERSION_COLUMNS} FROM versions WHERE bucket = ? AND key = ? ORDER BY id DESC LIMIT 1`;
  const row = database.get<VersionRow>(sql, bucket, key);
  return row && toVersion(row);
}

export function namedVersion(
  database: Database,
  bucket: string,
  key: string,
  versionId: string,
): ObjectVersion | undefined {
  const sql = `SELECT ${VERSION_COLUMNS} FROM versions WHERE bucket = ? AND key = ? AND version_id = ?`;
  const row = database.get<VersionRow>(sql, bucket, key, versionId);
  return row && toVersion(row);
}

export function finishedParts(database: Database, id: number): FinishedPart[] {
  const row = database.get<{ parts: string | null }>('SELECT parts FROM versions WHERE id = ?', id);
  return JSON.parse(row?.parts ?? '[]') as FinishedPart[];
}

export function setTags(database: Database, id: number, tags: readonly Tag[]): void {
  database.run('UPDATE versions SET tags = ? WHERE id = ?', tags.length === 0 ? null : JSON.stringify(tags), id);
}

export type NewVersion = Omit<ObjectVersion, 'latest'> & { readonly parts?: readonly FinishedPart[] };

/**
 * Makes a version the newest of its key, within the caller's transaction. Where the bucket is not versioned (or no
 * longer), it takes the place of the version `null`. Returns the files that this freed.
 */
export function insertVersion(database: Database, bucket: Bucket, version: NewVersion): number[] {
  const { id, key, versionId, marker, size, etag, modified, headers, checksum, tags, partCount, parts } = version;
  const replaced = bucket.versioning === 'Enabled' ? undefined : namedVersion(database, bucket.name, key, NULL_VERSION);
  if (replaced) database.run('DELETE FROM versions WHERE id = ?', replaced.id);
  if (bucket.versioning !== 'Off')
    database.run('UPDATE versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1', bucket.name, key);
  database.run(
    'INSERT INTO versions VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    bucket.name,
    key,
    versionId,
    Number(marker),
    size,
    etag,
    modified,
    JSON.stringify(headers),
    checksum ? JSON.stringify(checksum) : null,
    tags.length === 0 ? null : JSON.stringify(tags),
    partCount,
    parts ? JSON.stringify(parts) : null,
  );
  return replaced ? dropExtents(database, [replaced.id]) : [];
}

/** Removes versions for good, within the caller's transaction; returns the files that this freed. */
export function deleteVersions(database: Database, versions: readonly ObjectVersion[]): number[] {
  for (const { id, bucket, key, latest } of versions) {
    database.run('DELETE FROM versions WHERE id = ?', id);
    if (latest)
      database.run(
        'UPDATE versions SET latest = 1 WHERE id = (SELECT max(id) FROM versions WHERE bucket = ? AND key = ?)',
        bucket,
        key,
      );
  }
  return dropExtents(
    database,
    versions.map((version) => version.id),
  );
}
