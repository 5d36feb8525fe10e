/**
 * The process that runs jobs. It is not the service's own, so that everything that jobs have started ends when the
 * service is killed: this process sees its channel close, and ends them.
 */
import { type LiveJob, startJob } from './job.ts';
import type { FromRunner, ToRunner } from './messages.ts';
import { memoryByGroup } from './watch.ts';

const CHECK_MS = 200;

const jobs = new Map<string, LiveJob>();
const tell = (message: FromRunner): void => void process.send?.(message, undefined, {}, () => undefined);

process.on('message', (message: ToRunner) => {
  if ('run' in message) {
    const { run } = message;
    const over = (): void => void jobs.delete(run.id);
    jobs.set(run.id, startJob(run, tell, over));
  } else jobs.get(message.stop)?.stop(message.reason);
});

/** A key press at the console reaches this process too, but the service says when it is over. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.on('disconnect', () => {
  for (const job of jobs.values()) job.stop('Host terminated');
  // what was killed needs a moment until its directory can be removed
  const wait = setInterval(() => {
    if (jobs.size > 0) return;
    clearInterval(wait);
    process.exit(0);
  }, 20);
});

/** One look at all processes serves every job. Where there is no `ps`, memory is not limited. */
async function check(): Promise<void> {
  if (jobs.size > 0) {
    const memory = await memoryByGroup().catch(() => new Map<number, number>());
    for (const job of jobs.values()) await job.check(memory);
  }
  setTimeout(() => void check(), CHECK_MS);
}
void check();
