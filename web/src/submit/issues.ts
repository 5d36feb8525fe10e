import type { Issue } from '../api/refusal.ts';
import type { ShownTable } from './report.ts';

/** Issues by row, and by the column of a cell that they are about. */
export type IssuesByCell = ReadonlyMap<number, ReadonlyMap<string, Issue>>;

const nameOf = (column: string): string => column.trim().toLowerCase();

export function byCell(issues: readonly Issue[]): IssuesByCell {
  const rows = new Map<number, Map<string, Issue>>();
  for (const issue of issues) {
    const { row, column } = issue;
    if (row === undefined || column === undefined) continue;
    const cells = rows.get(row) ?? new Map<string, Issue>();
    rows.set(row, cells);
    const name = nameOf(column);
    if (!cells.has(name)) cells.set(name, issue);
  }
  return rows;
}

export const issueAt = (cells: IssuesByCell, row: number, column: string): Issue | undefined =>
  cells.get(row)?.get(nameOf(column));

/** Those that no cell of the table can show: of the whole file, of a column, of a row, of a row that is left out. */
export const unplaced = (issues: readonly Issue[], table: Pick<ShownTable, 'header' | 'rows'> | undefined): Issue[] => {
  const columns = new Set(table?.header.map(nameOf));
  const rows = new Set(table?.rows.map(({ row }) => row));
  return issues.filter(
    ({ row, column }) => row === undefined || !rows.has(row) || column === undefined || !columns.has(nameOf(column)),
  );
};
