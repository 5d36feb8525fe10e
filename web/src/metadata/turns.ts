const AT_ONCE = 4;

/** Does a thing for each of some items, a few at a time and in their order; the first failure ends it. */
export async function inTurns<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  onDone: () => void = () => undefined,
): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const some = items.slice(start, start + AT_ONCE);
    const results = await Promise.allSettled(some.map(work));
    for (const result of results) {
      if (result.status === 'rejected') throw result.reason;
      onDone();
    }
  }
}
