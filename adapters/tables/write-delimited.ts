import type { Delimiter } from './sniff.ts';

/** One line of a table as text, quoted where it must be (RFC 4180), with the line end that spreadsheets write. */
export function delimitedLine(cells: readonly string[], delimiter: Delimiter): string {
  return `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`;
}

const quoted = (cell: string, delimiter: Delimiter): string =>
  cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/**
 * Makes a cell harmless in a spreadsheet: what would start a formula is led by an apostrophe. For exports that people
 * open, headers included; manifests and JSON keep their data as it is. Spreadsheets of East Asia take full-width signs
 * for the others.
 */
export const neutralise = (cell: string): string => (/^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell);
