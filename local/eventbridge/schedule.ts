/** Gives the first time after `after` at which a schedule fires. */
export type Schedule = (after: Date) => Date;

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Compiles `rate(...)` and `cron(...)`; throws on what the local run does not know. `where` names the rule. */
export function compileSchedule(expression: string, where: string): Schedule {
  const [, kind, body = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return compileRate(body, where);
  if (kind === 'cron') return compileCron(body, where);
  throw new Error(`${where}: schedule ${expression} is not known to the local run`);
}

function compileRate(body: string, where: string): Schedule {
  const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(body) ?? [];
  const period = Number(count) * (UNITS[unit] ?? 0);
  if (!(period > 0)) throw new Error(`${where}: schedule rate(${body}) is not known to the local run`);
  return (after) => new Date(after.getTime() + period);
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** EventBridge ends in 2199; a schedule that never fires within this many days is a mistake. */
const HORIZON_DAYS = 366 * 8;

type Field = (value: number) => boolean;

/** `minutes hours day-of-month month day-of-week year`, in UTC; one of the two days is `?`. */
function compileCron(body: string, where: string): Schedule {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error(`${where}: cron(${body}) must have six fields`);
  const field = (index: number, least: number, most: number, names: readonly string[] = []): Field =>
    compileField(fields[index] ?? '', { least, most, names, where });
  const minute = field(0, 0, 59);
  const hour = field(1, 0, 23);
  const lastDay = fields[2] === 'L';
  const dayOfMonth = lastDay ? () => true : field(2, 1, 31);
  const month = field(3, 1, 12, MONTHS);
  const dayOfWeek = field(4, 1, 7, DAYS);
  const year = field(5, 1970, 2199);
  const onDay = (day: Date): boolean =>
    year(day.getUTCFullYear()) &&
    month(day.getUTCMonth() + 1) &&
    dayOfMonth(day.getUTCDate()) &&
    dayOfWeek(day.getUTCDay() + 1) &&
    (!lastDay || new Date(day.getTime() + 86_400_000).getUTCDate() === 1);
  const minutesOfDay = Array.from({ length: 1440 }, (_, index) => index).filter(
    (index) => hour(Math.floor(index / 60)) && minute(index % 60),
  );
  return (after) => {
    const midnight = Date.UTC(after.getUTCFullYear(), after.getUTCMonth(), after.getUTCDate());
    for (let day = 0; day < HORIZON_DAYS; day++) {
      const start = midnight + day * 86_400_000;
      if (!onDay(new Date(start))) continue;
      const found = minutesOfDay.find((index) => start + index * 60_000 > after.getTime());
      if (found !== undefined) return new Date(start + found * 60_000);
    }
    throw new Error(`${where}: cron(${body}) never fires`);
  };
}

interface FieldRange {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
  readonly where: string;
}

function compileField(text: string, { least, most, names, where }: FieldRange): Field {
  const number = (part: string): number => {
    const index = names.indexOf(part.toUpperCase());
    const value = index >= 0 ? index + 1 : /^\d+$/.test(part) ? Number(part) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new Error(`${where}: cron field ${text} is not known to the local run`);
  };
  const parts = text.split(',').map((part): Field => {
    const [range = '', step] = part.split('/');
    if (range === '?' || range === '*') return stepped(least, most, step);
    const [from = '', to] = range.split('-');
    return stepped(number(from), to === undefined ? (step === undefined ? number(from) : most) : number(to), step);
  });
  return (value) => parts.some((matches) => matches(value));
}

function stepped(from: number, to: number, step = '1'): Field {
  return (value) => value >= from && value <= to && (value - from) % Number(step) === 0;
}
