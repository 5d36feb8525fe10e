import type { RowCells, SpoiledCell } from '../../../domain/conformance/row-cells.ts';

const LF = 10;
const CR = 13;
/** Wider tables are none; the arrays of cell borders are made once. */
export const MOST_CELLS = 4_096;

export interface RowShape {
  /** codes of single bytes */
  delimiter: number;
  quote: number;
}

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
export function createSplitter({ delimiter, quote }: RowShape): Splitter {
  const starts = new Int32Array(MOST_CELLS);
  const ends = new Int32Array(MOST_CELLS);
  const spoiled: SpoiledCell[] = [];
  const cells: RowCells = { bytes: new Uint8Array(0), starts, ends, count: 0, spoiled };
  /** cells of this row with doubled quotation marks */
  const doubled: number[] = [];
  let count = 0;

  /** Finds the end of a quoted cell whose content begins at `from`; -1 where it does not end. */
  const quotedEnd = (bytes: Uint8Array, from: number, to: number, last: boolean): number => {
    let hasDoubled = false;
    let closed = -1;
    let at = from;
    for (;;) {
      const mark = bytes.indexOf(quote, at);
      if (mark < 0 || mark >= to) break;
      if (mark + 1 === to && !last) return -1;
      if (mark + 1 < to && bytes[mark + 1] === quote) {
        hasDoubled = true;
        at = mark + 2;
        continue;
      }
      const after = mark + 1 < to ? bytes[mark + 1] : LF;
      closed = mark;
      if (after === delimiter || after === LF || after === CR) break;
      // text behind the closing mark: the cell goes on to the next delimiter
      if (spoiled.at(-1)?.index !== count) spoiled.push({ index: count, kind: 'quotes' });
      let end = mark + 1;
      while (end < to && bytes[end] !== delimiter && bytes[end] !== LF && bytes[end] !== CR) end += 1;
      if (end === to && !last) return -1;
      if (count < MOST_CELLS) [starts[count], ends[count]] = [from, end];
      return end;
    }
    if (closed < 0) {
      if (!last) return -1;
      spoiled.push({ index: count, kind: 'quotes' });
      closed = to;
    }
    if (hasDoubled) doubled.push(count);
    if (count < MOST_CELLS) [starts[count], ends[count]] = [from, closed];
    return Math.min(closed + 1, to);
  };

  const next = (bytes: Uint8Array, from: number, to: number, last: boolean): number => {
    count = 0;
    spoiled.length = 0;
    doubled.length = 0;
    let at = from;
    for (;;) {
      if (at < to && bytes[at] === quote) {
        at = quotedEnd(bytes, at + 1, to, last);
        if (at < 0) return -1;
      } else {
        const start = at;
        let byte = 0;
        while (at < to) {
          byte = bytes[at] as number;
          if (byte === delimiter || byte === LF || byte === CR) break;
          at += 1;
        }
        if (count < MOST_CELLS) {
          starts[count] = start;
          ends[count] = at;
        }
      }
      count += 1;
      if (at < to && bytes[at] === delimiter) {
        at += 1;
        continue;
      }
      break;
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
      if (index < MOST_CELLS) ends[index] = single(cells.bytes, starts[index] as number, ends[index] as number, quote);
    }
  };
  return { cells, tooWide: () => count > MOST_CELLS, next, unquote };
}

/** Makes doubled quotation marks single, in place. @returns the new end */
function single(bytes: Uint8Array, start: number, end: number, quote: number): number {
  let to = start;
  for (let at = start; at < end; at += 1) {
    bytes[to] = bytes[at] as number;
    to += 1;
    if (bytes[at] === quote && bytes[at + 1] === quote) at += 1;
  }
  return to;
}
