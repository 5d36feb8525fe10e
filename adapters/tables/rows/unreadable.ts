/** The file is no table, or is none from some row on: a fault of the file, told in its report. */
export class TableUnreadable extends Error {
  override readonly name = 'TableUnreadable';
}
