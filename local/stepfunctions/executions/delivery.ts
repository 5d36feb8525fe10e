import type { BusEvent } from '../../aws/event.ts';
import type { World } from './world.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Hands an event over until it is taken; `taken` is then called once. A restart begins again with what was not taken. */
export function deliver(world: World, event: BusEvent, taken: () => void, pause = FIRST_PAUSE_MS): void {
  const { emit, closed, surroundings } = world;
  if (closed.aborted) return;
  const again = (error: unknown) => {
    if (closed.aborted) return;
    if (pause === FIRST_PAUSE_MS) {
      console.error(`The event about ${event.resources[0]} was not taken and is sent again:`, error);
    }
    const due = surroundings.now() + pause;
    surroundings.alarms.at(due, () => deliver(world, event, taken, Math.min(pause * 2, LONGEST_PAUSE_MS)));
  };
  Promise.resolve()
    .then(() => emit(event))
    .then(() => {
      if (!closed.aborted) taken();
    }, again)
    .catch((error: unknown) => console.error(`That ${event.resources[0]} was told is not kept:`, error));
}
