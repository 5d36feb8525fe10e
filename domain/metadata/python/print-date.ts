import { dayOfYear, isoWeekOf, weekCountOf, weekdayOf } from './calendar.ts';
import type { FormatPart } from './date-format.ts';
import { MONTHS, short, WEEKDAYS } from './date-names.ts';
import { type DateTime, digits, printOffset } from './date-time.ts';

const weekday = (time: DateTime): string => WEEKDAYS[weekdayOf(time)] ?? '';
const month = (time: DateTime): string => MONTHS[time.month - 1] ?? '';
const clock = ({ hour, minute, second }: DateTime): string =>
  [hour, minute, second].map((part) => digits(part, 2)).join(':');

function zoneName({ offset }: DateTime): string {
  if (offset === undefined) return '';
  return offset === 0 ? 'UTC' : `UTC${printOffset(offset, ':')}`;
}

/**
 * What each directive writes in the C locale. Years have four digits, as Python documents it and reads it; where
 * Python runs on glibc it writes the year 999 as `999`, which it cannot read.
 */
const WRITERS: Readonly<Record<string, (time: DateTime) => string>> = {
  a: (time) => short(weekday(time)),
  A: weekday,
  b: (time) => short(month(time)),
  B: month,
  c: (time) =>
    `${short(weekday(time))} ${short(month(time))} ${String(time.day).padStart(2)} ${clock(time)} ${digits(time.year, 4)}`,
  d: ({ day }) => digits(day, 2),
  f: ({ microsecond }) => digits(microsecond, 6),
  G: (time) => digits(isoWeekOf(time).year, 4),
  H: ({ hour }) => digits(hour, 2),
  I: ({ hour }) => digits(hour % 12 === 0 ? 12 : hour % 12, 2),
  j: (time) => digits(dayOfYear(time), 3),
  m: (time) => digits(time.month, 2),
  M: ({ minute }) => digits(minute, 2),
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  S: ({ second }) => digits(second, 2),
  u: (time) => String(weekdayOf(time) + 1),
  U: (time) => digits(weekCountOf(time, 'sunday'), 2),
  V: (time) => digits(isoWeekOf(time).week, 2),
  w: (time) => String((weekdayOf(time) + 1) % 7),
  W: (time) => digits(weekCountOf(time, 'monday'), 2),
  x: (time) => [time.month, time.day, time.year % 100].map((part) => digits(part, 2)).join('/'),
  X: clock,
  y: ({ year }) => digits(year % 100, 2),
  Y: ({ year }) => digits(year, 4),
  z: ({ offset }) => (offset === undefined ? '' : printOffset(offset, '')),
  Z: zoneName,
};

/** `datetime.strftime` */
export const printDate = (time: DateTime, parts: readonly FormatPart[]): string =>
  parts.map(({ kind, text }) => (kind === 'directive' ? WRITERS[text]?.(time) : text)).join('');
