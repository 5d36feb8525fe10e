import type { Database } from './database.ts';

/** A range of a stored file, at a position of the object or part that owns it. Bytes throughout. */
export interface Extent {
  readonly position: number;
  readonly blob: number;
  readonly start: number;
  readonly length: number;
}

/** A file as the whole content of an object; an object of no bytes has no extents. */
export function wholeBlob(blob: number, size: number): Extent[] {
  return size === 0 ? [] : [{ position: 0, blob, start: 0, length: size }];
}

export function insertExtents(database: Database, owner: number, extents: readonly Extent[]): void {
  for (const { position, blob, start, length } of extents)
    database.run('INSERT INTO extents VALUES (?, ?, ?, ?, ?)', owner, position, blob, start, length);
}

/** The extents that cover the bytes from `first` to `last` (inclusive) of an owner, cut to that range. */
export function extentsOf(database: Database, owner: number, first: number, last: number): Extent[] {
  const rows = database.all<Extent>(
    `SELECT position, blob, start, length FROM extents WHERE owner = ?1 AND position <= ?3
     AND position >= (SELECT max(position) FROM extents WHERE owner = ?1 AND position <= ?2) ORDER BY position`,
    owner,
    first,
    last,
  );
  return rows.map(({ position, blob, start, length }) => {
    const skip = Math.max(0, first - position);
    const end = Math.min(length, last - position + 1);
    return { position: position + skip - first, blob, start: start + skip, length: end - skip };
  });
}

/** Moves all extents of a part into the object that it becomes a part of, `offset` bytes into it. */
export function moveExtents(database: Database, from: number, to: number, offset: number): void {
  database.run('UPDATE extents SET owner = ?, position = position + ? WHERE owner = ?', to, offset, from);
}

/** Removes the extents of these owners; returns the files that nothing refers to any more. */
export function dropExtents(database: Database, owners: readonly number[]): number[] {
  const freed = new Set<number>();
  for (const owner of owners) {
    for (const { blob } of database.all<{ blob: number }>('SELECT blob FROM extents WHERE owner = ?', owner))
      freed.add(blob);
    database.run('DELETE FROM extents WHERE owner = ?', owner);
  }
  return [...freed].filter((blob) => !isReferred(database, blob));
}

export function isReferred(database: Database, blob: number): boolean {
  return database.get('SELECT 1 FROM extents WHERE blob = ? LIMIT 1', blob) !== undefined;
}
