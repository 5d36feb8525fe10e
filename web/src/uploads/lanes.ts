/** Lets so many pieces of work run side by side; the others wait for their turn, first come first served. */
export function createLanes(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever waits longest takes the lane over.
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
