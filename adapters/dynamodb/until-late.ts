import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '../../domain/errors.ts';

/** The table has no capacity at the moment; the SDK, and whoever wrote, have tried some times already. */
const BUSY = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded']);

const LONGEST_PAUSE_MS = 1000;

/**
 * Runs work again, after a pause, where the table is busy. A new table takes 4,000 writes a second, and a partition of
 * it 1,000: whoever writes 50,000 records must be able to wait.
 * @param isLate says when to stop waiting; without it the first refusal is thrown
 * @param work must be safe to repeat
 */
export async function untilLate<T>(isLate: (() => boolean) | undefined, work: () => Promise<T>): Promise<T | 'late'> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (isLate === undefined || !isBusy(error)) throw error;
      if (isLate()) return 'late';
      await pause(Math.random() * LONGEST_PAUSE_MS);
    }
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof DomainError ? error.kind === 'unavailable' : error instanceof Error && BUSY.has(error.name);
