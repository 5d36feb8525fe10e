import type { RowCells, SpoiledCell } from '../../../domain/conformance/row-cells.ts';
import { makeSingle, type QuotedCell, type RowShape, readQuoted } from './quoted-cell.ts';

const LF = 10;
const CR = 13;
/** Wider tables are none; the arrays of cell borders are made once. */
export const MOST_CELLS = 4_096;

export interface Splitter {
  /** the row that was found last; filled anew by every call */
  cells: RowCells;
  /** the last row had more than `MOST_CELLS` cells; the rest of them is left out */
  tooWide(): boolean;
  /**
   * Finds the row that begins at `from`.
   * @param last whether the file ends at `to`
   * @returns where the next row begins; -1 where the row does not end before `to`
   */
  next(bytes: Uint8Array, from: number, to: number, last: boolean): number;
  /** makes the doubled quotation marks of the row single, in place: its bytes are not the file's any more */
  unquote(): void;
}

/**
 * Splits UTF-8 into rows and cells (RFC 4180), leniently: any of the three line ends; a quotation mark inside a bare
 * cell is text; text behind a closing one is kept, and told. Works on bytes and makes no object for a cell.
 */
export function createSplitter(shape: RowShape): Splitter {
  const { delimiter, quote } = shape;
  const starts = new Int32Array(MOST_CELLS);
  const ends = new Int32Array(MOST_CELLS);
  const spoiled: SpoiledCell[] = [];
  const cells: RowCells = { bytes: new Uint8Array(0), starts, ends, count: 0, spoiled };
  /** cells of this row with doubled quotation marks */
  const doubled: number[] = [];
  const quoted: QuotedCell = { end: 0, hasDoubled: false, isSpoiled: false };
  let count = 0;

  const put = (start: number, end: number) => {
    if (count >= MOST_CELLS) return;
    starts[count] = start;
    ends[count] = end;
  };

  const quotedCell = (bytes: Uint8Array, from: number, to: number, last: boolean): number => {
    const behind = readQuoted(bytes, [from, to], last, shape, quoted);
    if (quoted.hasDoubled) doubled.push(count);
    if (quoted.isSpoiled) spoiled.push({ index: count, kind: 'quotes' });
    put(from, quoted.end);
    return behind;
  };

  const bareCell = (bytes: Uint8Array, from: number, to: number): number => {
    let at = from;
    while (at < to) {
      const byte = bytes[at] as number;
      if (byte === delimiter || byte === LF || byte === CR) break;
      at += 1;
    }
    put(from, at);
    return at;
  };

  const next = (bytes: Uint8Array, from: number, to: number, last: boolean): number => {
    count = 0;
    spoiled.length = 0;
    doubled.length = 0;
    let at = from;
    for (;;) {
      at = at < to && bytes[at] === quote ? quotedCell(bytes, at + 1, to, last) : bareCell(bytes, at, to);
      if (at < 0) return -1;
      count += 1;
      if (at >= to || bytes[at] !== delimiter) break;
      at += 1;
    }
    // CR at the very end may be the first half of CR LF
    if (!last && (at === to || (bytes[at] === CR && at + 1 === to))) return -1;
    cells.bytes = bytes;
    cells.count = Math.min(count, MOST_CELLS);
    if (at >= to) return to;
    return bytes[at] === CR && bytes[at + 1] === LF && at + 1 < to ? at + 2 : at + 1;
  };

  const unquote = () => {
    for (const index of doubled) {
      if (index >= MOST_CELLS) continue;
      ends[index] = makeSingle(cells.bytes, starts[index] as number, ends[index] as number, quote);
    }
  };
  return { cells, tooWide: () => count > MOST_CELLS, next, unquote };
}
