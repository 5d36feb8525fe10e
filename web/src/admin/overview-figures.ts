import { STEP_NAMES, STEP_TITLES, stepsOf } from '../submissions/steps.ts';

type Steps = Parameters<typeof stepsOf>[0]['steps'];

/** A submission as the history lists it. */
export interface Listed {
  submittedAt: string;
  status: string;
  state: string;
  totalBytes: number | null;
  steps: Steps;
}

interface Day {
  day: string;
  complete: number;
  failed: number;
  running: number;
}

const DAY_MS = 86_400_000;
const dayOf = (iso: string): string => iso.slice(0, 10);
const hasEnded = ({ status }: Listed): boolean => status === 'FINISHED';

/** More days do not fit a chart. */
const SHOWN_DAYS = 30;

/** The first day (UTC) that charts show. */
export const firstDay = (now: Date): string => dayOf(new Date(now.getTime() - (SHOWN_DAYS - 1) * DAY_MS).toISOString());

/** The days (UTC) of the last thirty on which anything can have happened, without holes, up to today. */
function daysOf(listed: readonly Listed[], now: Date): string[] {
  const today = Date.parse(dayOf(now.toISOString()));
  const oldest = listed.reduce((least, { submittedAt }) => Math.min(least, Date.parse(dayOf(submittedAt))), today);
  const first = Math.max(oldest, Date.parse(firstDay(now)));
  return Array.from({ length: (today - first) / DAY_MS + 1 }, (_, index) =>
    dayOf(new Date(first + index * DAY_MS).toISOString()),
  );
}

/** Submissions by the day on which they were made. */
export function byDay(listed: readonly Listed[], now: Date): Day[] {
  const days = new Map(daysOf(listed, now).map((day) => [day, { day, complete: 0, failed: 0, running: 0 }]));
  for (const one of listed) {
    const day = days.get(dayOf(one.submittedAt));
    if (day) day[hasEnded(one) ? (one.state === 'succeeded' ? 'complete' : 'failed') : 'running'] += 1;
  }
  return [...days.values()];
}

interface DayBytes {
  day: string;
  received: number;
  released: number;
}

/** Bytes by the day on which the last file of a submission had come, and by that on which they were released. */
export function bytesByDay(listed: readonly Listed[], now: Date): DayBytes[] {
  const days = new Map(daysOf(listed, now).map((day) => [day, { day, received: 0, released: 0 }]));
  for (const { totalBytes, steps } of listed) {
    const add = (step: string, field: 'received' | 'released'): void => {
      const ended = steps.find(({ name, success }) => name === step && success);
      const day = ended && days.get(dayOf(ended.date));
      if (day) day[field] += totalBytes ?? 0;
    };
    add('upload_complete', 'received');
    add('https_release', 'released');
  }
  return [...days.values()];
}

interface StepFigures {
  step: string;
  failed: number;
  /** seconds, of those that succeeded; the median */
  seconds: number;
}

/** Where submissions fail, and how long each step takes. */
export function byStep(listed: readonly Listed[]): StepFigures[] {
  const all = listed.flatMap((one) => stepsOf({ ended: hasEnded(one), createdAt: one.submittedAt, steps: one.steps }));
  return STEP_NAMES.map((name) => {
    const ended = all.filter((step) => step.name === name);
    const times = ended.filter(({ state }) => state === 'done').map(({ duration = 0 }) => duration / 1000);
    const failed = ended.filter(({ state }) => state === 'failed').length;
    return { step: STEP_TITLES[name], failed, seconds: median(times) };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
