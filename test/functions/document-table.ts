import { readFileSync } from 'node:fs';

const document = readFileSync(new URL('../../docs/data-model.md', import.meta.url), 'utf8');

/** The rows of the table of docs/data-model.md that has these columns, as cells. */
export function tableOf(...columns: string[]): string[][] {
  const lines = document.split('\n');
  const start = lines.indexOf(`| ${columns.join(' | ')} |`);
  if (start < 0) throw new Error(`docs/data-model.md has no table with the columns ${columns.join(', ')}`);
  const rest = lines.slice(start + 2);
  return rest.slice(0, rest.indexOf('')).map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}
