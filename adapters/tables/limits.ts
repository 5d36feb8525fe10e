/**
 * What a table may cost. A manifest of 25,000 rows is 8 to 33 MB of text; every limit leaves room for that and stops
 * what is not a manifest: a workbook of a few kilobytes can expand to gigabytes.
 */
export interface TableLimits {
  /** bytes of the file as sent */
  bytes: number;
  /** bytes of an Excel workbook's parts together, expanded */
  expandedBytes: number;
  /** parts in an Excel workbook */
  entries: number;
  /** cells that hold anything */
  cells: number;
  /** distinct texts of an Excel workbook */
  sharedStrings: number;
  /** characters of these texts together; they are held in memory */
  sharedCharacters: number;
  /** columns that hold anything */
  columns: number;
  /** characters of one cell; Excel's own limit */
  cellLength: number;
}

const MiB = 1024 * 1024;

export const TABLE_LIMITS: TableLimits = {
  bytes: 64 * MiB,
  expandedBytes: 256 * MiB,
  entries: 1_000,
  cells: 5_000_000,
  sharedStrings: 1_000_000,
  sharedCharacters: 48 * MiB,
  columns: 1_024,
  cellLength: 32_767,
};
