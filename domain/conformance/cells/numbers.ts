import type { Field } from '../table-schema.ts';
import { type CellReader, type Decode, isDigit, type ReadCell } from './reading.ts';

const MINUS = 45;
const PLUS = 43;
const POINT = 46;
/** Doubles hold every integer of 15 digits, and ten to the power of 22. */
const EXACT_DIGITS = 15;
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

export function integerReader(field: Field, decode: Decode): CellReader {
  const value = new Float64Array(1);
  const read: ReadCell = (bytes, start, end) => {
    const first = bytes[start];
    const from = first === MINUS || first === PLUS ? start + 1 : start;
    if (from === end) return false;
    let number = 0;
    for (let at = from; at < end; at += 1) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) return false;
      number = number * 10 + digit;
    }
    if (end - from > EXACT_DIGITS) number = Number(decode(bytes, from, end));
    value[0] = first === MINUS && number !== 0 ? -number : number;
    return true;
  };
  return { read: loosened(read, field), value };
}

export function numberReader(field: Field, decode: Decode): CellReader {
  const value = new Float64Array(1);
  const mark = (field.decimalChar ?? '.').charCodeAt(0);
  const read: ReadCell = (bytes, start, end) => {
    const first = bytes[start];
    const from = first === MINUS || first === PLUS ? start + 1 : start;
    let mantissa = 0;
    let decimals = -1;
    let count = 0;
    let at = from;
    for (; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte >= 48 && byte <= 57) {
        mantissa = mantissa * 10 + byte - 48;
        count += 1;
        if (decimals >= 0) decimals += 1;
      } else if (byte === mark && decimals < 0) decimals = 0;
      else break;
    }
    if (at < end || count === 0 || count > EXACT_DIGITS) return long(bytes, start, end);
    const number = decimals > 0 ? mantissa / (POWERS[decimals] as number) : mantissa;
    value[0] = first === MINUS && number !== 0 ? -number : number;
    return true;
  };
  /** What is not a plain number of few digits: exponents, many digits, and the three words. */
  const long: ReadCell = (bytes, start, end) => {
    const text = decode(bytes, start, end).toLowerCase();
    const written = mark === POINT ? text : text.includes('.') ? '' : text.replace(String.fromCharCode(mark), '.');
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(written)) value[0] = Number(written) + 0;
    else if (WORDS.has(text)) value[0] = WORDS.get(text) ?? 0;
    else return false;
    return true;
  };
  return { read: loosened(read, field), value };
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

/** Takes away marks between groups of digits, and what surrounds a number that need not be bare (`€ 1.250`, `95%`). */
function loosened(read: ReadCell, { groupChar, bareNumber }: Field): ReadCell {
  if (groupChar === undefined && bareNumber !== false) return read;
  const group = groupChar === undefined ? [] : [...new TextEncoder().encode(groupChar)];
  return (bytes, start, end) => {
    let [from, to] = [start, end];
    if (bareNumber === false) {
      while (from < to && !isNumeric(bytes[from])) from += 1;
      while (from < to && !isDigit(bytes[to - 1])) to -= 1;
    }
    if (from === to) return false;
    const kept = group.length === 0 ? bytes.slice(from, to) : without(bytes.subarray(from, to), group);
    return kept.length > 0 && read(kept, 0, kept.length);
  };
}

const isNumeric = (byte: number | undefined): boolean =>
  isDigit(byte) || byte === MINUS || byte === PLUS || byte === POINT;

/** The bytes without each occurrence of a mark that stands between digits. */
function without(bytes: Uint8Array, mark: readonly number[]): Uint8Array {
  const kept: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const found = mark.every((byte, index) => bytes[at + index] === byte);
    if (found && isDigit(bytes[at - 1]) && isDigit(bytes[at + mark.length])) at += mark.length - 1;
    else kept.push(bytes[at] as number);
  }
  return Uint8Array.from(kept);
}
