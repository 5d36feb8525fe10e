import { randomBytes } from 'node:crypto';
import type { Database } from './database.ts';

export type NextId = () => number;

/**
 * Ids that grow with time, 4096 per millisecond (and below 2^53 until the year 2039), and never repeat one that the
 * database knows even if the clock was set back.
 */
export function idSequence(database: Database): NextId {
  const row = database.get<{ highest: number | null }>(
    'SELECT max(id) AS highest FROM (SELECT max(id) AS id FROM versions UNION ALL SELECT max(id) FROM parts UNION ALL SELECT max(blob) FROM extents UNION ALL SELECT max(id) FROM outbox)',
  );
  let last = row?.highest ?? 0;
  return () => {
    last = Math.max(last + 1, Date.now() * 4096);
    return last;
  };
}

/** 32 URL-safe characters: version ids, upload ids and request ids name nothing but themselves. */
export function randomName(): string {
  return randomBytes(24).toString('base64url');
}
