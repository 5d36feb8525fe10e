import { type Day, isDay } from './calendar.ts';

/** Python's `datetime`. */
export interface DateTime extends Day {
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  /** microseconds east of Greenwich; a time without one has no zone */
  offset?: number;
}

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;

export const digits = (value: number, width: number): string => String(value).padStart(width, '0');

/** Is this a time that `datetime` can hold? There are no leap seconds in it. */
export const isDateTime = (time: DateTime): boolean =>
  isDay(time) && time.hour < 24 && time.minute < 60 && time.second < 60 && Math.abs(time.offset ?? 0) < DAY;

/** @param between hours, minutes and seconds: `:` or nothing */
export function printOffset(offset: number, between: string): string {
  const size = Math.abs(offset);
  const seconds = Math.floor(size / SECOND);
  const parts = [digits(Math.floor(seconds / 3600), 2), digits(Math.floor(seconds / 60) % 60, 2)];
  if (size % (60 * SECOND) !== 0) parts.push(digits(seconds % 60, 2));
  const fraction = size % SECOND === 0 ? '' : `.${digits(size % SECOND, 6)}`;
  return `${offset < 0 ? '-' : '+'}${parts.join(between)}${fraction}`;
}

/** `datetime.isoformat()` */
export function printIso(time: DateTime): string {
  const date = [digits(time.year, 4), digits(time.month, 2), digits(time.day, 2)].join('-');
  const clock = [time.hour, time.minute, time.second].map((part) => digits(part, 2)).join(':');
  const fraction = time.microsecond === 0 ? '' : `.${digits(time.microsecond, 6)}`;
  return `${date}T${clock}${fraction}${time.offset === undefined ? '' : printOffset(time.offset, ':')}`;
}

const ISO =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d{6}))?(?<zone>[+-]\d\d:\d\d(?::\d\d(?:\.\d{6})?)?)?$/;

/** Reads what `printIso` writes; undefined for anything else. */
export function readIso(text: string): DateTime | undefined {
  const parts = ISO.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const number = (name: string): number => Number(parts[name] ?? 0);
  const time: DateTime = {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
    microsecond: number('fraction'),
    ...(parts['zone'] !== undefined && { offset: readOffset(parts['zone']) }),
  };
  return isDateTime(time) ? time : undefined;
}

function readOffset(zone: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = zone.slice(1).split(':').map(Number);
  const size = Math.round((hours * 3600 + minutes * 60 + seconds) * SECOND);
  return zone.startsWith('-') ? 0 - size : size;
}
