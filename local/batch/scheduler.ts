import { join } from 'node:path';
import type { BusEvent } from '../aws/event.ts';
import { endedEvent } from './ended-event.ts';
import { endLeftovers } from './leftovers.ts';
import { type Definition, isEnded, type Job, memoryOf, type Queue, vcpuOf } from './model.ts';
import type { FromRunner, RunContainer, RunJob } from './runner/messages.ts';
import { type Runner, startRunner } from './runner/start.ts';
import type { BatchStore } from './store.ts';

export interface SchedulerOptions {
  readonly store: BatchStore;
  readonly queues: ReadonlyMap<string, Queue>;
  /** that jobs at work have together */
  readonly vcpus: number;
  /** PATH of commands */
  readonly path: string;
  readonly now: () => number;
  readonly emit: (event: BusEvent) => Promise<void>;
  /** for tests: a second of a job's limit takes so long */
  readonly secondMs: number;
  /** of one job's files */
  readonly diskBytes: number;
}

export interface Scheduler {
  /** Starts what there is room for. */
  wake(): void;
  stop(job: Job, reason: string): void;
  close(): Promise<void>;
}

/** Runs jobs by the priority of their queues and then in the order in which they came, as many as there is room for. */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { store, queues, vcpus, now } = options;
  let runner: Runner | undefined;
  let closed = false;

  const waiting = (): Job[] =>
    [...store.jobs.values()]
      .filter(({ status }) => status === 'RUNNABLE')
      .toSorted((a, b) => priorityOf(queues, b) - priorityOf(queues, a) || a.createdAt - b.createdAt);

  const wake = (): void => {
    if (closed) return;
    const atWork = [...store.jobs.values()].filter(({ status }) => status === 'RUNNING');
    let used = atWork.reduce((sum, job) => sum + vcpuOf(definitionOf(store, job).containers), 0);
    for (const job of waiting()) {
      const wanted = vcpuOf(definitionOf(store, job).containers);
      if (used > 0 && used + wanted > vcpus) return;
      used += wanted;
      Object.assign(job, { status: 'RUNNING', startedAt: now(), attempts: job.attempts + 1 });
      store.saveJob(job);
      runner ??= startRunner((message) => heard(options, message, wake), gone);
      runner.send({ run: runOf(options, job) });
    }
  };
  /** The process that runs jobs has died: nothing of what it ran goes on. */
  const gone = (): void => {
    runner = undefined;
    if (closed) return;
    for (const job of store.jobs.values()) if (job.status === 'RUNNING') rerun(options, job);
    wake();
  };
  for (const job of store.jobs.values()) {
    if (job.status === 'RUNNING') rerun(options, job);
    if (isEnded(job) && job.told !== true) tell(options, job);
  }
  return {
    wake,
    stop(job, reason) {
      if (job.status === 'RUNNING') runner?.send({ stop: job.id, reason });
      else end(options, job, false, reason);
    },
    close() {
      closed = true;
      return runner?.close() ?? Promise.resolve();
    },
  };
}

const priorityOf = (queues: ReadonlyMap<string, Queue>, { queue }: Job): number => queues.get(queue)?.priority ?? 0;

function definitionOf({ definitions }: BatchStore, { definition }: Job): Definition {
  const found = definitions.get(definition);
  if (found === undefined) throw new Error(`The job definition ${definition} is missing in the data folder.`);
  return found;
}

/** A job whose host has gone is run anew, as often as its definition says. */
function rerun(options: SchedulerOptions, job: Job): void {
  const { store } = options;
  endLeftovers(job.group, join(store.directory, 'work', job.id));
  if (job.attempts >= definitionOf(store, job).attempts) {
    end(options, job, false, 'Host terminated');
    return;
  }
  job.status = 'RUNNABLE';
  delete job.group;
  job.containers = job.containers.map(({ name, logStreamName }) => ({ name, logStreamName: `${logStreamName}.again` }));
  store.saveJob(job);
}

function heard(options: SchedulerOptions, message: FromRunner, wake: () => void): void {
  const job = options.store.jobs.get(message.job);
  if (job === undefined || job.status !== 'RUNNING') return;
  if ('group' in message) {
    job.group = message.group;
    options.store.saveJob(job);
    return;
  }
  if ('exit' in message) {
    const { name, ...exit } = message.exit;
    job.containers = job.containers.map((container) =>
      container.name === name ? { ...container, ...exit } : container,
    );
    return;
  }
  end(options, job, message.succeeded, message.reason);
  wake();
}

/** Durable before anybody hears of it. */
function end(options: SchedulerOptions, job: Job, succeeded: boolean, reason: string): void {
  Object.assign(job, { status: succeeded ? 'SUCCEEDED' : 'FAILED', statusReason: reason, stoppedAt: options.now() });
  delete job.group;
  options.store.saveJob(job);
  tell(options, job);
}

function tell({ emit, store, now }: SchedulerOptions, job: Job): void {
  emit(endedEvent(job, now())).then(
    () => {
      job.told = true;
      store.saveJob(job);
    },
    (error: unknown) => console.error(`The end of job ${job.id} is told at the next start:`, error),
  );
}

function runOf({ store, path, secondMs, diskBytes }: SchedulerOptions, job: Job): RunJob {
  const { containers, timeoutSeconds } = definitionOf(store, job);
  return {
    id: job.id,
    directory: join(store.directory, 'work', job.id),
    milliseconds: timeoutSeconds === undefined ? undefined : timeoutSeconds * secondMs,
    diskBytes,
    path,
    containers: containers.map((container): RunContainer => {
      const { name, command = [], environment = [], dependsOn = [], mountPoints = [] } = container;
      const override = job.overrides.find((one) => one.name === name);
      const variables = [...environment, ...(override?.environment ?? [])];
      const stream = job.containers.find((one) => one.name === name)?.logStreamName ?? name;
      return {
        name,
        command: override?.command ?? command,
        environment: Object.fromEntries(variables.map((variable) => [variable.name, variable.value])),
        memoryMiB: memoryOf(container),
        afterSuccess: dependsOn.some(({ condition }) => condition === 'SUCCESS'),
        mountedAt: mountPoints[0]?.containerPath,
        logFile: store.logFile(stream),
      };
    }),
  };
}
