import { randomBytes } from 'node:crypto';
import { getJobSnapshot } from '../../adapters/dynamodb/jobs/snapshot-store.ts';
import { getTaskRun, setTaskToken, startTaskRun } from '../../adapters/dynamodb/jobs/task-run-store.ts';
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
}

/**
 * Starts a task of a job and leaves the token where whoever sees its end finds it; the execution then sleeps. Called
 * again, by a retry, it starts nothing that is under way.
 */
export async function handler({ task: name, taskToken, ...event }: TaskEvent): Promise<void> {
  const submission = await openStep(table, 'qc_complete', event);
  if (submission === 'recorded') return wake(taskToken);
  const { id, attempt } = submission;
  const snapshot = await getJobSnapshot(table, id);
  const task = snapshot.tasks[name];
  if (task === undefined) throw new Error(`Task ${name} is not one of submission ${id}.`);
  const before = await getTaskRun(table, id, name);
  if (hasEnded(before, attempt)) return wake(taskToken);
  const run = await begun(id, attempt, { task: name, taskToken }, before);
  if (run === undefined) return wake(taskToken);
  // its event may have come before the token was there
  if (run.jobId !== undefined) return seeToJob(tools, run.jobId);
  await startTask(tools, { submission, snapshot, task, nonce: run.nonce }, run);
}

const hasEnded = (run: TaskRun | undefined, attempt: number): boolean =>
  run?.state === 'ended' && (run.attempt === attempt || run.result?.behaviour !== 'fail');

/** The run that is to be waited for: the one under way, or a new one. @returns undefined where that has just ended */
async function begun(
  id: string,
  attempt: number,
  { task, taskToken }: Pick<TaskEvent, 'task' | 'taskToken'>,
  before: TaskRun | undefined,
): Promise<TaskRun | undefined> {
  if (before?.state === 'started' && before.attempt === attempt) return setTaskToken(table, id, before, taskToken);
  const startedAt = timestamp(new Date());
  const run: TaskRun = { task, attempt, nonce: randomBytes(5).toString('hex'), state: 'started', startedAt, taskToken };
  if (await startTaskRun(table, id, run, before)) return run;
  throw new Error(`Task ${task} of submission ${id} is being started by somebody else.`);
}
