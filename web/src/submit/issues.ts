import type { Issue } from '../api/refusal.ts';

/** Issues by the cell that they are about. */
export type IssuesByCell = ReadonlyMap<string, Issue>;

const keyOf = (row: number, column: string): string => `${row}\u0000${column.trim().toLowerCase()}`;

export function byCell(issues: readonly Issue[]): IssuesByCell {
  const cells = new Map<string, Issue>();
  for (const issue of issues) {
    if (issue.row === undefined || issue.column === undefined) continue;
    const key = keyOf(issue.row, issue.column);
    if (!cells.has(key)) cells.set(key, issue);
  }
  return cells;
}

export const issueAt = (cells: IssuesByCell, row: number, column: string): Issue | undefined =>
  cells.get(keyOf(row, column));

/** Those that no cell of the table can show: of the whole file, of a column, of a row. */
export const unplaced = (issues: readonly Issue[], header: readonly string[]): Issue[] => {
  const columns = new Set(header.map((name) => name.trim().toLowerCase()));
  return issues.filter(
    ({ row, column }) =>
      row === undefined || row < 2 || column === undefined || !columns.has(column.trim().toLowerCase()),
  );
};
