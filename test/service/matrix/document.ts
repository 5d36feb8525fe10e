import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../architecture/sources.ts';

/** A line of a table, by the headings of its columns. */
export type Line = Readonly<Record<string, string>>;

/** The table of `docs/states.md` whose first column has this heading. */
export function tableOf(heading: string): Line[] {
  const lines = readFileSync(join(ROOT, 'docs/states.md'), 'utf8').split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  if (start < 0) throw new Error(`docs/states.md has no table of '${heading}'.`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  const [head = [], , ...rows] = lines.slice(start, end).map(cellsOf);
  return rows.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());
