import { Refusal, Unreachable } from '../api/refusal.ts';

/**
 * Milliseconds before each new try: at once, soon, then twice a minute for half an hour. A network that has been away
 * for longer is looked after by a person.
 */
export const RETRY_DELAYS: number[] = [0, 1_000, 3_000, 5_000, 10_000, 20_000, ...Array<number>(60).fill(30_000)];

/** May the same request succeed later? */
const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof Refusal && (error.status >= 500 || error.status === 429));

interface Patience {
  signal?: AbortSignal | undefined;
  passing?: (error: unknown) => boolean;
}

/** Does something again and again while it fails for a reason that passes; at once when the network is back. */
export async function patiently<T>(work: () => Promise<T>, { signal, passing = isPassing }: Patience = {}): Promise<T> {
  for (const delay of RETRY_DELAYS) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (!passing(error)) throw error;
      await wait(delay, signal);
    }
  }
  return work();
}

function wait(delay: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const over = new AbortController();
  const timer = setTimeout(resolve, delay);
  window.addEventListener('online', () => resolve(), { signal: over.signal });
  signal?.addEventListener('abort', () => reject(signal.reason), { signal: over.signal });
  return promise.finally(() => {
    clearTimeout(timer);
    over.abort();
  });
}
