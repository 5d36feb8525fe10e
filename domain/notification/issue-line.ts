import type { Issue } from '../errors.ts';

/** One issue in one line: `row 3, File_name "a b.gz": …`. Values are quoted as JSON, so that none breaks the line. */
export function issueLine({ row, column, field, value, message, suggestion }: Issue): string {
  const place = [row === undefined ? '' : `row ${row}`, column ?? field ?? ''].filter((part) => part !== '').join(', ');
  const where = [place, value === undefined ? '' : JSON.stringify(value)].filter((part) => part !== '').join(' ');
  const hint = suggestion === undefined ? '' : ` (did you mean ${JSON.stringify(suggestion)}?)`;
  return `${where === '' ? '' : `${where}: `}${message}${hint}`;
}
