import { randomBytes } from 'node:crypto';
import { getJobSnapshot } from '../../adapters/dynamodb/jobs/snapshot-store.ts';
import {
  claimStart,
  getTaskRun,
  releaseStart,
  setTaskToken,
  startingUntil,
  startTaskRun,
} from '../../adapters/dynamodb/jobs/task-run-store.ts';
import { wake } from '../../adapters/stepfunctions/workflow.ts';
import type { TaskRun } from '../../domain/job/task-run.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import { openStep, type StepEvent } from './step.ts';
import { seeToJob } from './tasks/job-end.ts';
import { startTask } from './tasks/start-task.ts';
import { openTasks } from './tasks/tools.ts';

const tools = openTasks();
const { table } = tools;

interface TaskEvent extends StepEvent {
  task: string;
  taskToken: string;
  /** how often Step Functions has tried again; each try has a token of its own */
  retry: number;
}

/**
 * Starts a task of a job and leaves the token where whoever sees its end finds it; the execution then sleeps. Called
 * again, by a retry, it starts nothing that is under way.
 */
export async function handler({ task: name, taskToken, retry, ...event }: TaskEvent): Promise<void> {
  const submission = await openStep(table, 'qc_complete', event);
  if (submission === 'recorded') return wake(taskToken);
  const { id, attempt } = submission;
  const snapshot = await getJobSnapshot(table, id);
  const task = snapshot.tasks[name];
  if (task === undefined) throw new Error(`Task ${name} is not one of submission ${id}.`);
  const before = await getTaskRun(table, id, name);
  if (hasEnded(before, attempt)) return wake(taskToken);
  const run = await begun(id, attempt, { task: name, taskToken, retry }, before);
  if (run === undefined) return wake(taskToken);
  // its event may have come before the token was there
  if (run.jobId !== undefined) return seeToJob(tools, run.jobId);
  try {
    await startTask(tools, { submission, snapshot, task, nonce: run.nonce }, run);
  } catch (error) {
    // where this fails too, the claim ends by itself
    await releaseStart(table, id, run, new Date()).catch(() => undefined);
    throw error;
  }
}

const hasEnded = (run: TaskRun | undefined, attempt: number): boolean =>
  run?.state === 'ended' && (run.attempt === attempt || run.result?.behaviour !== 'fail');

/**
 * The run that is to be waited for: the one under way, or a new one. Its job is the caller's to start, where it has none.
 * @returns undefined where the run has just ended, or a later try waits for it
 */
async function begun(
  id: string,
  attempt: number,
  { task, ...wait }: Pick<TaskEvent, 'task' | 'taskToken' | 'retry'>,
  before: TaskRun | undefined,
): Promise<TaskRun | undefined> {
  const now = new Date();
  if (before?.state === 'started' && before.attempt === attempt) {
    const known = await setTaskToken(table, id, before, wait);
    if (known === undefined || known.jobId !== undefined) return known;
    const claimed = await claimStart(table, id, { ...before, ...wait }, now);
    if (claimed === undefined) throw startedElsewhere(task, id);
    return claimed;
  }
  const nonce = randomBytes(5).toString('hex');
  const started = { state: 'started' as const, startedAt: timestamp(now), startingUntil: startingUntil(now) };
  const run: TaskRun = { task, attempt, nonce, ...started, ...wait };
  if (await startTaskRun(table, id, run, before)) return run;
  throw startedElsewhere(task, id);
}

const startedElsewhere = (task: string, id: string) =>
  new Error(`Task ${task} of submission ${id} is being started by somebody else.`);
