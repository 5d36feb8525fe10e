import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, startContainer } from './container.ts';
import type { FromRunner, RunContainer, RunJob } from './messages.ts';
import { bytesBelow, sizeOf } from './watch.ts';

/** A job at work: its containers, one after another. */
export interface LiveJob {
  readonly id: string;
  /** Checks the container that runs, by the memory of every process group; kills what is too large. */
  check(memory: ReadonlyMap<number, number>): Promise<void>;
  /** Ends it, and says why. */
  stop(reason: string): void;
}

/** Reasons as AWS words them: what reads them there must understand those here. */
const TOO_LATE = 'Job attempt duration exceeded timeout';
const OUT_OF_MEMORY = 'OutOfMemoryError: Container killed due to memory usage';
const NO_SPACE = 'no space left on device';

export function startJob(job: RunJob, tell: (message: FromRunner) => void, over: () => void): LiveJob {
  const shared = join(job.directory, 'shared');
  mkdirSync(shared, { recursive: true });
  let running: { container: RunContainer; process: Running } | undefined;
  let stopped: string | undefined;
  const stop = (reason: string): void => {
    stopped ??= reason;
    running?.process.kill(reason);
  };
  const timer = job.milliseconds === undefined ? undefined : setTimeout(() => stop(TOO_LATE), job.milliseconds);

  const work = async (): Promise<{ succeeded: boolean; reason: string }> => {
    let code: number | undefined = 0;
    for (const container of job.containers) {
      if (stopped !== undefined) return { succeeded: false, reason: stopped };
      if (container.afterSuccess && code !== 0) {
        return { succeeded: false, reason: 'Task failed to start: a container that it depends on did not succeed' };
      }
      const process = startContainer(job, container, shared);
      running = { container, process };
      if (process.group !== undefined) tell({ job: job.id, group: process.group });
      const exit = await process.exited;
      running = undefined;
      tell({ job: job.id, exit });
      code = exit.exitCode;
    }
    if (stopped !== undefined) return { succeeded: false, reason: stopped };
    return { succeeded: code === 0, reason: 'Essential container in task exited' };
  };
  void work()
    .catch((error: unknown) => ({ succeeded: false, reason: `The local run failed: ${String(error)}` }))
    .then((end) => {
      clearTimeout(timer);
      rmSync(job.directory, { recursive: true, force: true, maxRetries: 3 });
      over();
      tell({ job: job.id, ...end });
    });

  return {
    id: job.id,
    stop,
    async check(memory) {
      const { container, process } = running ?? {};
      if (container === undefined || process?.group === undefined) return;
      const kib = memory.get(process.group) ?? 0;
      if (kib > container.memoryMiB * 1024) return process.kill(OUT_OF_MEMORY);
      const bytes = (await bytesBelow(job.directory)) + (await sizeOf(container.logFile));
      if (bytes > job.diskBytes) process.kill(NO_SPACE);
    },
  };
}
