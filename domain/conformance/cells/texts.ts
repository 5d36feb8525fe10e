import type { Field } from '../table-schema.ts';
import type { CellReader, Decode, ReadCell } from './reading.ts';

const TRUE = ['true', 'True', 'TRUE', '1'];
const FALSE = ['false', 'False', 'FALSE', '0'];

const encoder = new TextEncoder();

/** Whether the bytes are exactly these. */
function same(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  if (end - start !== wanted.length) return false;
  for (let at = 0; at < wanted.length; at += 1) if (bytes[start + at] !== wanted[at]) return false;
  return true;
}

/** A test for a few fixed words. */
export function oneOf(words: readonly string[]): ReadCell {
  const encoded = words.map((word) => encoder.encode(word));
  return (bytes, start, end) => encoded.some((word) => same(bytes, start, end, word));
}

export function booleanReader({ trueValues = TRUE, falseValues = FALSE }: Field): CellReader {
  const value = new Float64Array(1);
  const [isTrue, isFalse] = [oneOf(trueValues), oneOf(falseValues)];
  const read: ReadCell = (bytes, start, end) => {
    const holds = isTrue(bytes, start, end);
    value[0] = holds ? 1 : 0;
    return holds || isFalse(bytes, start, end);
  };
  return { read, value };
}

// Every expression here runs in linear time: no part of it can match the same text in two ways.
const STRING_FORMATS: Readonly<Record<string, RegExp | undefined>> = {
  default: undefined,
  email: /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/,
  uri: /^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  binary: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
};
export const STRING_FORMAT_NAMES = Object.keys(STRING_FORMATS);

const anything: ReadCell = () => true;

/** Text that an expression must match; longer text than this is none of what is checked so. */
const LONGEST = 10_000;
const matching =
  (expression: RegExp, decode: Decode): ReadCell =>
  (bytes, start, end) =>
    end - start <= LONGEST && expression.test(decode(bytes, start, end));

export function stringReader({ format = 'default' }: Field, decode: Decode): CellReader {
  const expression = STRING_FORMATS[format];
  return { read: expression === undefined ? anything : matching(expression, decode) };
}

export const anyReader = (): CellReader => ({ read: anything });

/** ISO 8601: years, months, weeks and days, then hours, minutes and seconds; at least one of them. */
const DURATION =
  /^[+-]?P(?=\d|T\d)(?:\d+(?:[.,]\d+)?Y)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?W)?(?:\d+(?:[.,]\d+)?D)?(?:T(?=\d)(?:\d+(?:[.,]\d+)?H)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?S)?)?$/;

export const durationReader = (decode: Decode): CellReader => ({ read: matching(DURATION, decode) });
