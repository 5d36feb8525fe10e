import { tooMany } from '../errors.ts';
import type { AttemptStore } from './stores.ts';
import { type Counter, counterOf, type Throttle } from './throttle.ts';

export interface Attempt {
  throttle: Throttle;
  subject: string;
}

/**
 * Counts the attempts before they are made, so that a hundred at once are a hundred counted.
 * @returns the counters, to be refunded where the attempt turns out a good one
 * @throws DomainError `tooMany` with the seconds until the window ends
 */
export async function countAttempts(store: AttemptStore, attempts: Attempt[], now: Date): Promise<Counter[]> {
  const counters = attempts.map(({ throttle, subject }) => counterOf(throttle, subject, now));
  const counts = await Promise.all(counters.map((counter) => store.count(counter)));
  const over = counters.filter((_, i) => (counts[i] ?? 0) > (attempts[i]?.throttle.limit ?? 0));
  if (over.length > 0) {
    const endsAt = Math.max(...over.map((counter) => counter.endsAt));
    const retryAfter = Math.max(1, Math.ceil(endsAt - now.getTime() / 1000));
    throw tooMany(`Too many attempts. Try again in ${minutes(retryAfter)}.`, { retryAfter });
  }
  return counters;
}

export async function refundAttempts(store: AttemptStore, counters: readonly Counter[]): Promise<void> {
  await Promise.all(counters.map((counter) => store.refund(counter)));
}

function minutes(seconds: number): string {
  const count = Math.ceil(seconds / 60);
  return count === 1 ? 'a minute' : `${count} minutes`;
}
