/**
 * Files of JSON lines. A line that was written is safe when the process is killed; a process killed while writing
 * leaves at most one torn line at the end, which nobody was told about and which reading cuts off.
 */
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';

export function createLines(path: string, first: unknown): void {
  writeFileSync(path, `${JSON.stringify(first)}\n`, { mode: 0o600 });
}

/** One write for all of them. Where it fails half-way (a full disk), the half is cut off: the file stays readable. */
export function appendLines(path: string, lines: readonly unknown[]): void {
  try {
    appendFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
  } catch (error) {
    recoverLines(path);
    throw error;
  }
}

/** Every whole line; an empty list where there is no file. */
export function readLines<T>(path: string): T[] {
  return wholeLines(path).lines as T[];
}

/** As `readLines`, and makes the file end in a whole line, so that appending is safe. */
export function recoverLines<T>(path: string): T[] {
  const { lines, bytes, torn } = wholeLines(path);
  if (torn) truncateSync(path, bytes);
  return lines as T[];
}

function wholeLines(path: string): { lines: unknown[]; bytes: number; torn: boolean } {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lines: [], bytes: 0, torn: false };
    throw error;
  }
  const bytes = content.lastIndexOf(0x0a) + 1;
  const text = content.toString('utf8', 0, bytes);
  const lines = text === '' ? [] : (JSON.parse(`[${text.slice(0, -1).replaceAll('\n', ',')}]`) as unknown[]);
  return { lines, bytes, torn: bytes < content.length };
}
