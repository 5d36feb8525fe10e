import type { BusEvent } from '../aws/event.ts';
import type { Alarms } from './engine/alarms.ts';

const LONGEST_PAUSE_MS = 60_000;

/** Hands an event over until it is taken; `taken` is then called once. A restart begins again with what was not taken. */
export function deliver(
  event: BusEvent,
  options: {
    readonly emit: (event: BusEvent) => Promise<void>;
    readonly taken: () => void;
    readonly alarms: Alarms;
    readonly now: () => number;
    readonly closed: AbortSignal;
  },
): void {
  const { emit, taken, alarms, now, closed } = options;
  const attempt = (pause: number): void => {
    if (closed.aborted) return;
    Promise.resolve()
      .then(() => emit(event))
      .then(
        () => {
          if (!closed.aborted) taken();
        },
        (error: unknown) => {
          if (closed.aborted) return;
          if (pause === 1_000)
            console.error(`The event about ${event.resources[0]} was not taken and is sent again:`, error);
          alarms.at(now() + pause, () => attempt(Math.min(pause * 2, LONGEST_PAUSE_MS)));
        },
      )
      .catch((error: unknown) =>
        console.error(`That the event about ${event.resources[0]} was taken is not kept:`, error),
      );
  };
  attempt(1_000);
}
