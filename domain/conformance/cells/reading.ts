import type { CompilePattern } from '../../manifest/pattern.ts';

/** Bytes `start` to `end` (exclusive) of UTF-8 as text; what is not UTF-8 becomes U+FFFD. */
export type Decode = (bytes: Uint8Array, start: number, end: number) => string;

/** What cells need of the outside. */
export interface CellTools {
  decode: Decode;
  compile: CompilePattern;
}

/**
 * Whether a cell is of the type: its bytes without surrounding blanks, at least one. A gigabyte of table has a hundred
 * million cells, so cells are judged as bytes, and no object is made for any that is right.
 */
export type ReadCell = (bytes: Uint8Array, start: number, end: number) => boolean;

/** Judges the cells of one type. */
export interface CellReader {
  read: ReadCell;
  /** where `read` leaves what the cell is as a number; absent for types whose values are their text */
  value?: Float64Array;
}

export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

/** The number that the digits from `start` to `end` make, or -1 where they are not all digits. */
export function digits(bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}
