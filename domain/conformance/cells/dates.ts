import { compileDateFormat } from '../../metadata/python-date.ts';
import type { Field } from '../table-schema.ts';
import { type CellReader, type Decode, digits, isDigit, type ReadCell } from './reading.ts';

const DASH = 45;
const COLON = 58;
const T = 84;
/** common in place of the T, and as clear */
const BLANK = 32;
const Z = 90;
const DAY = 86_400_000;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Days from 1970-01-01 to a day of the Gregorian calendar (H. Hinnant's days_from_civil); cheaper than a Date. */
export function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** `2021-03-04` as a day number, or NaN. */
function isoDate(bytes: Uint8Array, start: number): number {
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return Number.NaN;
  const year = digits(bytes, start, start + 4);
  const month = digits(bytes, start + 5, start + 7);
  const day = digits(bytes, start + 8, start + 10);
  if (year < 1 || month < 1 || month > 12 || day < 1) return Number.NaN;
  const length = month === 2 && isLeap(year) ? 29 : (MONTH_LENGTHS[month - 1] as number);
  return day > length ? Number.NaN : dayNumber(year, month, day);
}

/** `13:05:59`, possibly with a fraction and an offset, as milliseconds of the day in UTC, or NaN. */
function isoTime(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 8 || bytes[start + 2] !== COLON || bytes[start + 5] !== COLON) return Number.NaN;
  const hour = digits(bytes, start, start + 2);
  const minute = digits(bytes, start + 3, start + 5);
  const second = digits(bytes, start + 6, start + 8);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return Number.NaN;
  let at = start + 8;
  let fraction = 0;
  if (bytes[at] === 46 && at < end) {
    let scale = 100;
    for (at += 1; at < end && isDigit(bytes[at]); at += 1) {
      fraction += ((bytes[at] as number) - 48) * scale;
      scale /= 10;
    }
    if (scale === 100) return Number.NaN;
  }
  return (hour * 60 + minute) * 60_000 + second * 1000 + fraction - zone(bytes, at, end);
}

/** The offset from UTC in milliseconds: nothing, `Z`, `+01:00`, `+0100`; NaN for anything else. */
function zone(bytes: Uint8Array, start: number, end: number): number {
  if (start === end || (end - start === 1 && bytes[start] === Z)) return 0;
  const sign = bytes[start] === DASH ? -1 : bytes[start] === 43 ? 1 : Number.NaN;
  const minutes = bytes[start + 3] === COLON ? start + 4 : start + 3;
  if (end - minutes !== 2) return Number.NaN;
  const [hour, minute] = [digits(bytes, start + 1, start + 3), digits(bytes, minutes, end)];
  return hour < 0 || hour > 23 || minute < 0 || minute > 59 ? Number.NaN : sign * (hour * 60 + minute) * 60_000;
}

type Kind = 'date' | 'datetime' | 'time';
type Parse = (bytes: Uint8Array, start: number, end: number) => number;

/** Moments as numbers: dates in days, times in milliseconds of the day, both together in milliseconds. */
const ISO: Readonly<Record<Kind, Parse>> = {
  date: (bytes, start, end) => (end - start === 10 ? isoDate(bytes, start) : Number.NaN),
  time: isoTime,
  datetime: (bytes, start, end) =>
    end - start >= 19 && (bytes[start + 10] === T || bytes[start + 10] === BLANK)
      ? isoDate(bytes, start) * DAY + isoTime(bytes, start + 11, end)
      : Number.NaN,
};

/** What `any` takes beside ISO 8601, the unambiguous ones of what is usual; the first that fits is meant. */
const ANY: Readonly<Record<Kind, readonly string[]>> = {
  date: ['%Y/%m/%d', '%d.%m.%Y', '%Y%m%d', '%d %b %Y', '%d %B %Y', '%d-%b-%Y', '%b %d, %Y', '%B %d, %Y'],
  time: ['%H:%M', '%I:%M %p', '%I:%M:%S %p'],
  datetime: ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M', '%Y/%m/%d %H:%M:%S', '%d.%m.%Y %H:%M:%S'],
};

/** Few distinct dates fill a column of millions; so many are remembered. */
const REMEMBERED = 20_000;

/** @throws FormatRefusal where the format is none of Python's `strptime` */
export function momentReader(kind: Kind, { format }: Field, decode: Decode): CellReader {
  const value = new Float64Array(1);
  const parse = parserOf(kind, format ?? 'default', decode);
  const read: ReadCell = (bytes, start, end) => {
    const number = parse(bytes, start, end);
    value[0] = number;
    return !Number.isNaN(number);
  };
  return { read, value };
}

function parserOf(kind: Kind, format: string, decode: Decode): Parse {
  if (format === 'default') return ISO[kind];
  const custom = remembering(kind, format === 'any' ? ANY[kind] : [format.replace(/^fmt:/, '')], decode);
  if (format !== 'any') return custom;
  return (bytes, start, end) => {
    const iso = ISO[kind](bytes, start, end);
    return Number.isNaN(iso) ? custom(bytes, start, end) : iso;
  };
}

function remembering(kind: Kind, formats: readonly string[], decode: Decode): Parse {
  const compiled = formats.map(compileDateFormat);
  const known = new Map<string, number>();
  return (bytes, start, end) => {
    const text = decode(bytes, start, end);
    let number = known.get(text);
    if (number === undefined) {
      const iso = compiled.reduce<string | undefined>((found, candidate) => found ?? candidate.toIso(text), undefined);
      number = iso === undefined ? Number.NaN : fromIso(kind, iso);
      if (known.size >= REMEMBERED) known.clear();
      known.set(text, number);
    }
    return number;
  };
}

function fromIso(kind: Kind, iso: string): number {
  const milliseconds = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`);
  if (kind === 'datetime') return milliseconds;
  const day = Math.floor(milliseconds / DAY);
  return kind === 'date' ? day : milliseconds - day * DAY;
}

/** `2021-03` as months since the year 0. */
export function yearMonthReader(): CellReader {
  const value = new Float64Array(1);
  const read: ReadCell = (bytes, start, end) => {
    if (end - start !== 7 || bytes[start + 4] !== DASH) return false;
    const [year, month] = [digits(bytes, start, start + 4), digits(bytes, start + 5, end)];
    if (year < 0 || month < 1 || month > 12) return false;
    value[0] = year * 12 + month - 1;
    return true;
  };
  return { read, value };
}

export function yearReader(): CellReader {
  const value = new Float64Array(1);
  const read: ReadCell = (bytes, start, end) => {
    const from = bytes[start] === DASH ? start + 1 : start;
    const year = digits(bytes, from, end);
    if (end - from !== 4 || year < 0) return false;
    value[0] = from === start ? year : -year;
    return true;
  };
  return { read, value };
}

/** The moment as ISO 8601, whatever format it was written in. */
export function isoText(kind: Kind, value: number): string {
  const text = new Date(kind === 'date' ? value * DAY : value).toISOString().replace('.000Z', 'Z');
  return kind === 'date' ? text.slice(0, 10) : kind === 'time' ? text.slice(11).replace('Z', '') : text;
}
