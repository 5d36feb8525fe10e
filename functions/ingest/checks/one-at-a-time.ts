let last: Promise<unknown> = Promise.resolve();

/**
 * Runs work after all that was asked for before has ended. Tables are checked so: each takes the processor for itself
 * and much memory, and of files that are worked on side by side only the first one's progress is kept.
 */
export function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => {});
  return mine;
}
