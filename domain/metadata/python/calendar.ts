/** Proleptic Gregorian calendar, as Python's `datetime` has it: years 1 to 9999, day 1 being January 1st of year 1. */
export const MAX_YEAR = 9999;

export interface Day {
  year: number;
  /** 1 to 12 */
  month: number;
  /** 1 to 31 */
  day: number;
}

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

export const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysBeforeMonth = (year: number, month: number): number =>
  (DAYS_BEFORE_MONTH[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0);

export const daysInYear = (year: number): number => (isLeap(year) ? 366 : 365);

export function isDay({ year, month, day }: Day): boolean {
  if (year < 1 || year > MAX_YEAR || month < 1 || month > 12 || day < 1) return false;
  return day <= daysBeforeMonth(year, month + 1) - daysBeforeMonth(year, month);
}

function daysBeforeYear(year: number): number {
  const past = year - 1;
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
}

export const ordinalOf = ({ year, month, day }: Day): number =>
  daysBeforeYear(year) + daysBeforeMonth(year, month) + day;

/** January 1st being 1. */
export const dayOfYear = ({ year, month, day }: Day): number => daysBeforeMonth(year, month) + day;

/** Undefined outside of the calendar. */
export function dayOf(ordinal: number): Day | undefined {
  if (ordinal < 1 || ordinal > daysBeforeYear(MAX_YEAR + 1)) return undefined;
  let year = Math.max(1, Math.floor(ordinal / 365.2425));
  while (daysBeforeYear(year + 1) < ordinal) year += 1;
  while (daysBeforeYear(year) >= ordinal) year -= 1;
  const inYear = ordinal - daysBeforeYear(year);
  let month = 12;
  while (daysBeforeMonth(year, month) >= inYear) month -= 1;
  return { year, month, day: inYear - daysBeforeMonth(year, month) };
}

/** Monday being 0. */
export const weekdayOf = (day: Day): number => (ordinalOf(day) + 6) % 7;

/** The Monday on which an ISO year begins: that of the week with January 4th. */
function isoYearStart(year: number): number {
  const fourth = ordinalOf({ year, month: 1, day: 4 });
  return fourth - ((fourth + 6) % 7);
}

/** Year and week of ISO 8601; the year may be 0 or 10000 at the ends of the calendar. */
export function isoWeekOf(day: Day): { year: number; week: number } {
  const ordinal = ordinalOf(day);
  const year = [day.year + 1, day.year, day.year - 1].find((candidate) => isoYearStart(candidate) <= ordinal) ?? 0;
  return { year, week: Math.floor((ordinal - isoYearStart(year)) / 7) + 1 };
}

/** @param weekday Monday being 0 */
export const ordinalOfIsoWeek = (year: number, week: number, weekday: number): number =>
  isoYearStart(year) + (week - 1) * 7 + weekday;

/**
 * Day of the year of a weekday in a week counted by its Sundays (%U) or Mondays (%W); days before the first of these
 * are in week 0. May lie outside of the year.
 * @param weekday Monday being 0
 */
export function dayOfWeekCount(year: number, week: number, weekday: number, weeksBeginOn: 'sunday' | 'monday'): number {
  const shift = weeksBeginOn === 'sunday' ? 1 : 0;
  const first = (weekdayOf({ year, month: 1, day: 1 }) + shift) % 7;
  const inWeek = (weekday + shift) % 7;
  return week === 0 ? 1 + inWeek - first : 1 + ((7 - first) % 7) + 7 * (week - 1) + inWeek;
}

/** The week of a day, counted as for `dayOfWeekCount`. */
export function weekCountOf(day: Day, weeksBeginOn: 'sunday' | 'monday'): number {
  const inWeek = weeksBeginOn === 'sunday' ? (weekdayOf(day) + 1) % 7 : weekdayOf(day);
  return Math.floor((dayOfYear(day) + 6 - inWeek) / 7);
}
