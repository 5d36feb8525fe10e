import {
  type Day,
  dayOf,
  dayOfWeekCount,
  daysInYear,
  isDay,
  MAX_YEAR,
  ordinalOf,
  ordinalOfIsoWeek,
} from './calendar.ts';
import { MONTHS, short, WEEKDAYS } from './date-names.ts';
import { integer, readZone } from './date-numbers.ts';
import { type DateTime, isDateTime } from './date-time.ts';

/** What a text says, directive by directive; what it does not say is undefined. */
interface Said {
  year?: number;
  isoYear?: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  /** Monday being 0 */
  weekday?: number;
  dayOfYear?: number;
  week?: number;
  weeksBeginOn: 'sunday' | 'monday';
  isoWeek?: number;
  offset?: number;
}

const indexIn = (names: readonly string[], text: string): number =>
  names.findIndex((name) => name.toLowerCase() === text.toLowerCase());

function hourOfTwelve(hour: number, half: string | undefined): number {
  if (half?.toLowerCase() === 'pm') return hour === 12 ? 12 : hour + 12;
  return hour === 12 ? 0 : hour;
}

type Reader = (text: string, found: Readonly<Record<string, string | undefined>>) => Partial<Said> | undefined;

const READERS: Readonly<Record<string, Reader>> = {
  // POSIX: 69 to 99 lie in the twentieth century
  y: (text) => ({ year: integer(text) + (integer(text) <= 68 ? 2000 : 1900) }),
  Y: (text) => ({ year: integer(text) }),
  G: (text) => ({ isoYear: integer(text) }),
  m: (text) => ({ month: integer(text) }),
  B: (text) => ({ month: indexIn(MONTHS, text) + 1 }),
  b: (text) => ({ month: indexIn(MONTHS.map(short), text) + 1 }),
  d: (text) => ({ day: integer(text) }),
  H: (text) => ({ hour: integer(text) }),
  I: (text, found) => ({ hour: hourOfTwelve(integer(text), found['p']) }),
  M: (text) => ({ minute: integer(text) }),
  S: (text) => ({ second: integer(text) }),
  f: (text) => ({ microsecond: Number(text.padEnd(6, '0')) }),
  A: (text) => ({ weekday: indexIn(WEEKDAYS, text) }),
  a: (text) => ({ weekday: indexIn(WEEKDAYS.map(short), text) }),
  w: (text) => ({ weekday: (integer(text) + 6) % 7 }),
  u: (text) => ({ weekday: integer(text) - 1 }),
  j: (text) => ({ dayOfYear: integer(text) }),
  U: (text) => ({ week: integer(text), weeksBeginOn: 'sunday' }),
  W: (text) => ({ week: integer(text), weeksBeginOn: 'monday' }),
  V: (text) => ({ isoWeek: integer(text) }),
  z: (text) => {
    const offset = readZone(text);
    return offset === undefined ? undefined : { offset };
  },
};

/**
 * `datetime.strptime`, the text having been matched.
 * @param found what each directive matched, in the order of the format: where two say the same, the later one counts
 * @returns undefined where this is no time, such as February 30th
 */
export function readDate(found: Readonly<Record<string, string | undefined>>): DateTime | undefined {
  const said: Said = { month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0, weeksBeginOn: 'monday' };
  for (const [letter, text] of Object.entries(found)) {
    const part = text === undefined ? {} : (READERS[letter] ?? (() => ({})))(text, found);
    if (part === undefined) return undefined;
    Object.assign(said, part);
  }
  const day = dayFrom(said);
  if (day === undefined) return undefined;
  const { hour, minute, second, microsecond, offset } = said;
  // February 29th without a year is looked up in 1904 and then put into 1900, where it mostly is no day
  const time = {
    ...day,
    ...(isLeapDayOfNoYear(said) && { year: DEFAULT_YEAR }),
    hour,
    minute,
    second,
    microsecond,
    ...(offset !== undefined && { offset }),
  };
  return isDateTime(time) ? time : undefined;
}

const DEFAULT_YEAR = 1900;

const isLeapDayOfNoYear = ({ year, month, day }: Said): boolean => year === undefined && month === 2 && day === 29;

function dayFrom(said: Said): Day | undefined {
  const { month, day, weekday, isoYear, isoWeek, week } = said;
  const year = said.year ?? (isLeapDayOfNoYear(said) ? 1904 : DEFAULT_YEAR);
  if (year < 1) return undefined;
  if (said.dayOfYear !== undefined) return dayInYear(year, said.dayOfYear);
  if (weekday !== undefined && week !== undefined) {
    return dayInYear(year, dayOfWeekCount(year, week, weekday, said.weeksBeginOn));
  }
  if (weekday !== undefined && isoYear !== undefined && isoWeek !== undefined) {
    return isoYear < 1 ? undefined : dayOf(ordinalOfIsoWeek(isoYear, isoWeek, weekday));
  }
  return isDay({ year, month, day }) ? { year, month, day } : undefined;
}

/** Day 0 and before lie in the year before, day 366 of a common year in the next. */
function dayInYear(year: number, day: number): Day | undefined {
  const inYear = day <= 0 ? { year: year - 1, day: day + daysInYear(year - 1) } : { year, day };
  if (inYear.year < 1 || inYear.year > MAX_YEAR) return undefined;
  return dayOf(ordinalOf({ year: inYear.year, month: 1, day: 1 }) + inYear.day - 1);
}
