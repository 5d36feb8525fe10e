/** The time of this process, for functions and local services alike: deadlines of weeks pass while a test runs. */
export interface Clock {
  move(milliseconds: number): void;
  restore(): void;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Stands in the place of `Date` and runs on from wherever it is moved to. Timers wait as long as ever. */
export function startClock(): Clock {
  const RealDate = globalThis.Date;
  let moved = 0;
  const now = () => RealDate.now() + moved;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given: [], created) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, created === globalThis.Date ? target : created),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  return {
    move: (milliseconds) => {
      moved += milliseconds;
    },
    restore: () => {
      globalThis.Date = RealDate;
    },
  };
}
