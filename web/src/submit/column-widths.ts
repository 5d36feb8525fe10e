import type { IssuesByCell } from './issues.ts';
import type { ShownTable } from './report.ts';

/** Rows that are looked at: what stands further below is of the same kind. */
const SAMPLE = 300;
/** In characters. */
const [NARROWEST, WIDEST, PADDING] = [4, 44, 3];

/**
 * How wide each column is, in characters. With widths that are known, a browser need not look at all cells again for
 * every row that comes into sight, and columns do not jump.
 */
export function columnWidths({ header, rows }: Pick<ShownTable, 'header' | 'rows'>, issues: IssuesByCell): number[] {
  const longest = header.map((name) => name.length);
  const see = (column: number, length: number): void => {
    longest[column] = Math.max(longest[column] ?? 0, length);
  };
  for (const { cells } of rows.slice(0, SAMPLE)) for (const [column, cell] of cells.entries()) see(column, cell.length);
  const places = new Map(header.map((name, column) => [name.trim().toLowerCase(), column]));
  for (const cells of issues.values()) {
    for (const [name, { value = '', suggestion }] of cells) {
      const column = places.get(name);
      if (column !== undefined) see(column, shownLength(value, suggestion));
    }
  }
  return header.map((_, column) => Math.min(WIDEST, Math.max(NARROWEST, longest[column] ?? 0)) + PADDING);
}

/** As a cell with an error shows it. */
const shownLength = (value: string, suggestion: string | undefined): number =>
  (value || '(empty)').length + (suggestion === undefined ? 0 : suggestion.length + 4);
