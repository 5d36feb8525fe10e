import type { Checksum, ChecksumAlgorithm, ChecksumType } from '../body/checksums.ts';
import type { NamedDigest } from '../body/running-digests.ts';
import type { Database } from './database.ts';
import { dropExtents, type Extent, insertExtents } from './extents.ts';
import type { Tag } from './versions.ts';

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly initiated: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly algorithm: ChecksumAlgorithm;
  /** Whether the client chose the algorithm, or S3 took its default. */
  readonly declared: boolean;
  readonly type: ChecksumType;
}

export interface Part {
  readonly number: number;
  /** The owner of its extents. */
  readonly id: number;
  readonly size: number;
  readonly etag: string;
  readonly modified: number;
  /** Of the upload's algorithm. */
  readonly checksum: Checksum;
  /** The one that the client declared, where that is another. */
  readonly stated?: NamedDigest;
}

export interface UploadRow {
  id: string;
  bucket: string;
  key: string;
  initiated: number;
  headers: string;
  tags: string | null;
  algorithm: ChecksumAlgorithm;
  declared: number;
  type: ChecksumType;
}

function toUpload(row: UploadRow): Upload {
  return {
    ...row,
    headers: JSON.parse(row.headers) as Record<string, string>,
    tags: JSON.parse(row.tags ?? '[]') as Tag[],
    declared: row.declared === 1,
  };
}

export function findUpload(database: Database, bucket: string, key: string, id: string): Upload | undefined {
  const sql = 'SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?';
  const row = database.get<UploadRow>(sql, id, bucket, key);
  return row && toUpload(row);
}

export function insertUpload(database: Database, upload: Upload): void {
  const { id, bucket, key, initiated, headers, tags, algorithm, declared, type } = upload;
  database.run(
    'INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    bucket,
    key,
    initiated,
    JSON.stringify(headers),
    tags.length === 0 ? null : JSON.stringify(tags),
    algorithm,
    Number(declared),
    type,
  );
}

/** Both checksums of a part are in one column. */
type PartRow = Omit<Part, 'checksum' | 'stated'> & { checksum: string };
type PartChecksums = Pick<Part, 'checksum' | 'stated'>;

/** Parts with numbers above `after`, in order. */
export function partsOf(database: Database, upload: string, after = 0, limit = -1): Part[] {
  const sql =
    'SELECT number, id, size, etag, modified, checksum FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?';
  return database
    .all<PartRow>(sql, upload, after, limit)
    .map((row) => ({ ...row, ...(JSON.parse(row.checksum) as PartChecksums) }));
}

/** Stores a part in the place of an earlier one of its number, within the caller's transaction; returns freed files. */
export function replacePart(database: Database, upload: string, part: Part, extents: readonly Extent[]): number[] {
  const { number, id, size, etag, modified, checksum, stated } = part;
  const sql = 'SELECT id FROM parts WHERE upload = ? AND number = ?';
  const replaced = database.get<{ id: number }>(sql, upload, number);
  insertExtents(database, id, extents);
  database.run(
    'INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)',
    upload,
    number,
    id,
    size,
    etag,
    modified,
    JSON.stringify({ checksum, stated }),
  );
  return replaced ? dropExtents(database, [replaced.id]) : [];
}

/** Removes an upload and the parts that are still its own, within the caller's transaction; returns freed files. */
export function deleteUpload(database: Database, upload: string): number[] {
  const owners = database.all<{ id: number }>('SELECT id FROM parts WHERE upload = ?', upload).map((row) => row.id);
  database.run('DELETE FROM parts WHERE upload = ?', upload);
  database.run('DELETE FROM uploads WHERE id = ?', upload);
  return dropExtents(database, owners);
}
