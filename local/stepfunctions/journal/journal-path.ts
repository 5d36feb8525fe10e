import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Execution names may hold any letter and differ in case only; their hash is a file name everywhere. */
export function journalPath(folder: string, execution: string): string {
  const hash = createHash('sha256').update(execution).digest('hex').slice(0, 32);
  return join(folder, 'journals', hash.slice(0, 2), `${hash.slice(2)}.jsonl`);
}
