/** A cell that a manifest must not hold, whatever its text: it is reported where it stands. */
export interface CellFault {
  /** index of the cell in `cells` */
  index: number;
  kind: 'formula' | 'error';
}

/** One row of a table as its reader gives it. */
export interface TableRow {
  /** spreadsheet row, 1-based, blank rows counted */
  row: number;
  cells: readonly string[];
  faults?: readonly CellFault[];
}

/** A table that is read row by row, whatever file it came from; rows that hold nothing at all are left out. */
export interface ManifestTable {
  /** the first row that holds anything */
  header: TableRow;
  rows: AsyncIterable<TableRow>;
}

/** Is there nothing to see in this cell? */
export const isBlank = (cell: string | undefined): boolean => cell === undefined || cell.trim() === '';
