/** A job that is done again and again. */
export interface Job {
  readonly everyMs: number;
  run(now: Date): unknown;
}

/** Runs jobs one at a time, each some time after its last end, so that a slow one never piles up; errors are shown. */
export function startHousekeeping(jobs: readonly Job[], showError: (line: string) => void): () => Promise<void> {
  const timers = new Set<NodeJS.Timeout>();
  let turn = Promise.resolve();
  let closed = false;
  const arm = (job: Job): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      turn = turn.then(() => work(job));
    }, job.everyMs).unref();
    timers.add(timer);
  };
  const work = async (job: Job): Promise<void> => {
    if (closed) return;
    try {
      await job.run(new Date());
    } catch (error) {
      showError(`housekeeping: ${String(error)}`);
    }
    if (!closed) arm(job);
  };
  for (const job of jobs) arm(job);
  return async () => {
    closed = true;
    for (const timer of timers) clearTimeout(timer);
    await turn;
  };
}
