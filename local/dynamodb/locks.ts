export interface Locks {
  /** Runs `task` while no other task holds any of `keys`. Waiting tasks run in the order in which they asked. */
  hold<T>(keys: readonly string[], task: () => Promise<T>): Promise<T>;
}

/**
 * One lock per key. A task joins the queues of all its keys in one synchronous step, so two tasks stand in the same
 * order in every queue they share: no deadlock is possible, whatever keys and tables they name, and no key order has
 * to be agreed on.
 */
export function createLocks(): Locks {
  const lastInQueue = new Map<string, Promise<void>>();

  return {
    async hold(keys, task) {
      const turn = Promise.withResolvers<void>();
      const ahead = keys.flatMap((key) => lastInQueue.get(key) ?? []);
      for (const key of keys) lastInQueue.set(key, turn.promise);
      try {
        if (ahead.length > 0) await Promise.all(ahead);
        return await task();
      } finally {
        for (const key of keys) if (lastInQueue.get(key) === turn.promise) lastInQueue.delete(key);
        turn.resolve();
      }
    },
  };
}
