import { STEP_NAMES, STEP_TITLES, stepsOf } from '../submissions/steps.ts';

type Steps = Parameters<typeof stepsOf>[0]['steps'];

/** A submission as the history lists it. */
export interface Listed {
  creation: string;
  complete: boolean;
  success: boolean;
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

/** More days do not fit a chart. */
const SHOWN_DAYS = 30;

/** Submissions by the day on which they were made (UTC), without holes, up to today: of the last thirty days. */
export function byDay(listed: readonly Listed[], now: Date): Day[] {
  const today = Date.parse(dayOf(now.toISOString()));
  const oldest = Math.min(today, ...listed.map(({ creation }) => Date.parse(dayOf(creation))));
  const days = new Map<string, Day>();
  for (let at = Math.max(oldest, today - (SHOWN_DAYS - 1) * DAY_MS); at <= today; at += DAY_MS) {
    const day = dayOf(new Date(at).toISOString());
    days.set(day, { day, complete: 0, failed: 0, running: 0 });
  }
  for (const { creation, complete, success } of listed) {
    const day = days.get(dayOf(creation));
    if (day) day[complete ? (success ? 'complete' : 'failed') : 'running'] += 1;
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
  const all = listed.flatMap(({ creation, complete, steps }) =>
    stepsOf({ ended: complete, createdAt: creation, steps }),
  );
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
