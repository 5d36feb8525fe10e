export interface Day {
  /** YYYY-MM-DD, UTC as in the report */
  day: string;
  succeeded: number;
  failed: number;
  open: number;
}

import type { Reported } from './gateway-types.ts';

const KIND: Readonly<Record<Reported['state'], 'succeeded' | 'failed' | 'open'>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'failed',
  draft: 'open',
  running: 'open',
};

/** How many submissions were made on each day on which there were some, and what has become of them. */
export function submissionsPerDay(all: readonly Pick<Reported, 'createdAt' | 'state'>[]): Day[] {
  const days = new Map<string, Day>();
  for (const { createdAt, state } of all) {
    const day = createdAt.slice(0, 10);
    const count = days.get(day) ?? { day, succeeded: 0, failed: 0, open: 0 };
    count[KIND[state]] += 1;
    days.set(day, count);
  }
  return [...days.values()].toSorted((a, b) => a.day.localeCompare(b.day));
}
