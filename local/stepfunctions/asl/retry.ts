import type { Retrier } from './schema-members.ts';
import { errorMatches, type StateError } from './state-error.ts';

export interface Retry {
  /** retries used so far, by retrier, this one included */
  readonly counts: readonly number[];
  readonly delayMs: number;
}

/**
 * What Retry does with an error: the first retrier that names it decides, alone; undefined when it is used up.
 * `counts` says how often each retrier was used since the state was entered.
 */
export function nextRetry(
  retriers: readonly Retrier[] | undefined,
  counts: readonly number[],
  error: StateError,
): Retry | undefined {
  const at = retriers?.findIndex((retrier) => errorMatches(retrier.ErrorEquals, error)) ?? -1;
  const retrier = retriers?.[at];
  const used = counts[at] ?? 0;
  if (retriers === undefined || retrier === undefined || used >= (retrier.MaxAttempts ?? 3)) return undefined;
  return {
    counts: retriers.map((_, index) => (counts[index] ?? 0) + (index === at ? 1 : 0)),
    delayMs: delay(retrier, used) * 1000,
  };
}

/** Seconds before retry number `used + 1`. */
function delay(retrier: Retrier, used: number): number {
  const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used;
  const capped = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return retrier.JitterStrategy === 'FULL' ? Math.random() * capped : capped;
}
