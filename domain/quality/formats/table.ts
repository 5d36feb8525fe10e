import { type Findings, findingsOf, type Problem } from '../findings.ts';
import { type TextSample, withoutBlankEnd } from '../lines.ts';

export type Delimiter = ',' | ';' | '\t';

interface Row {
  /** 1-based line in which it begins */
  line: number;
  width: number;
}

/** A quotation mark that is not closed within so many lines was never meant as one. */
const LONGEST_CELL = 1_000;

interface Table {
  rows: Row[];
  /** where a cell was opened by a quotation mark and not closed */
  open?: number;
}

/** Counts the cells of every row; a quoted cell (RFC 4180) may contain delimiters, line ends and doubled quotes. */
export function quotedRows(lines: readonly string[], delimiter: Delimiter): Table {
  const rows: Row[] = [];
  let row: Row | undefined;
  for (const [index, line] of lines.entries()) {
    const continued = row !== undefined;
    row ??= { line: index + 1, width: 1 };
    const { delimiters, open } = scan(line, delimiter, continued);
    row.width += delimiters;
    if (open) continue;
    rows.push(row);
    row = undefined;
  }
  return row === undefined ? { rows } : { rows, open: row.line };
}

/** Delimiters of one line outside quotation marks, and whether the line ends inside a quoted cell. */
function scan(line: string, delimiter: Delimiter, startsInside: boolean): { delimiters: number; open: boolean } {
  let inside = startsInside;
  let delimiters = 0;
  let cellStart = !startsInside;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (inside) {
      if (character !== '"') continue;
      if (line[at + 1] === '"') at++;
      else inside = false;
    } else if (character === delimiter) {
      delimiters++;
      cellStart = true;
      continue;
    } else if (character === '"' && cellStart) inside = true;
    cellStart = false;
  }
  return { delimiters, open: inside };
}

function plainRows(lines: readonly string[], delimiter: Delimiter): Table {
  return { rows: lines.map((line, index) => ({ line: index + 1, width: line.split(delimiter).length })) };
}

/** Comments above the header, where they are not the header itself written with "#". */
function withoutComments(lines: readonly string[], delimiter: Delimiter): number {
  const header = lines.findIndex((line) => !line.startsWith('#'));
  if (header <= 0) return 0;
  const width = lines[header]?.split(delimiter).length;
  return lines[header - 1]?.split(delimiter).length === width ? header - 1 : header;
}

/** The width that every row must have; R writes a header without the column of row names. */
function widthOf([header, ...rows]: readonly Row[]): number {
  const width = header?.width ?? 0;
  return rows.length > 0 && rows.every((row) => row.width === width + 1) ? width + 1 : width;
}

function ragged({ rows }: Table): Row[] {
  const width = widthOf(rows);
  return rows.slice(1).filter((row) => row.width !== width);
}

function delimiterOf(line: string, expected: 'csv' | 'tsv'): Delimiter {
  if (expected === 'tsv') return '\t';
  return line.includes(',') || !line.includes(';') ? ',' : ';';
}

/** A table is rectangular: every row has as many cells as the header. */
export function checkTable(text: TextSample, expected: 'csv' | 'tsv'): readonly Problem[] {
  const found = findingsOf(text.name);
  const all = text.complete ? withoutBlankEnd(text.lines) : text.lines;
  const delimiter = delimiterOf(all.find((line) => !line.startsWith('#')) ?? '', expected);
  const skipped = withoutComments(all, delimiter);
  const lines = all.slice(skipped);
  if (hasOtherDelimiter(lines, expected, found)) return found.problems;
  const plain = plainRows(lines, delimiter);
  const quoted = quotedRows(lines, delimiter);
  // A lone quotation mark is text in many TSV files: whichever reading is rectangular is the right one.
  const table = expected === 'tsv' && ragged(plain).length === 0 ? plain : quoted;
  const width = widthOf(table.rows);
  for (const row of ragged(table)) {
    found.line(row.line + skipped, `expected ${width} columns as in the header, found ${row.width}`);
  }
  if (table.open !== undefined && (text.complete || lines.length - table.open > LONGEST_CELL)) {
    found.line(table.open + skipped, 'a cell begins with a quotation mark that is never closed');
  }
  checkEnd(text, delimiter, width, found);
  return found.problems;
}

/** Every line has tabs, or every line as many commas: the other kind of table. */
function hasOtherDelimiter(lines: readonly string[], expected: 'csv' | 'tsv', found: Findings): boolean {
  const [own, other, name] = expected === 'csv' ? [/[,;]/, '\t', 'tabs'] : [/\t/, ',', 'commas'];
  if (lines.length === 0 || lines.some((line) => own.test(line))) return false;
  const widths = new Set(lines.map((line) => line.split(other).length));
  const [width = 1] = widths;
  if (widths.size !== 1 || width < 2) return false;
  found.file(`the columns are separated by ${name}; expected ${expected === 'csv' ? 'commas (CSV)' : 'tabs (TSV)'}`);
  return true;
}

/** The last line of a file that is too long to be read whole; quoted cells over several lines cannot be judged so. */
function checkEnd({ lastLines }: TextSample, delimiter: Delimiter, width: number, found: Findings): void {
  const last = withoutBlankEnd(lastLines).at(-1);
  if (last === undefined || last.includes('"')) return;
  const columns = last.split(delimiter).length;
  if (columns < width) found.file(`the last line has ${columns} of ${width} columns; the file is cut off`);
}
