import { describeJob, type JobState } from '../../../adapters/batch/jobs.ts';
import { TOO_LARGE } from '../../../adapters/batch/transfer.ts';
import { getJobSnapshot } from '../../../adapters/dynamodb/jobs/snapshot-store.ts';
import { faultTaskRun, getTaskRun } from '../../../adapters/dynamodb/jobs/task-run-store.ts';
import { getSubmission } from '../../../adapters/dynamodb/submission-store.ts';
import { failTask, wake } from '../../../adapters/stepfunctions/workflow.ts';
import type { EndedCommand } from '../../../domain/job/judge.ts';
import type { Task } from '../../../domain/job/task.ts';
import { timestamp } from '../../../domain/submission/submission.ts';
import { log } from '../../log.ts';
import { parseJobName } from './job-name.ts';
import { finishTask } from './record-end.ts';
import type { TaskTools } from './tools.ts';

/**
 * Sees to a Batch job that may have ended: of one that has, and that its task waits for, the results are kept and the
 * execution is woken. Any other is left alone, so that this may be called for any job at any time.
 */
export async function seeToJob(tools: TaskTools, jobId: string): Promise<void> {
  const job = await describeJob(jobId);
  const name = job === undefined ? undefined : parseJobName(job.name);
  if (job === undefined || name === undefined || job.status === 'running') return;
  const { id, attempt, nonce } = name;
  const [submission, run] = await Promise.all([getSubmission(tools.table, id), getTaskRun(tools.table, id, name.task)]);
  if (submission?.state !== 'running' || submission.attempt !== attempt || run?.nonce !== nonce) return;
  // the end was recorded, and nobody woken
  if (run.state === 'ended') return run.taskToken === undefined ? undefined : wake(run.taskToken);
  if (run.state === 'faulted') return;
  const snapshot = await getJobSnapshot(tools.table, id);
  const task = snapshot.tasks[name.task];
  if (task === undefined) throw new Error(`Task ${name.task} is not one of submission ${id}.`);
  const end = endOf(job, task);
  if ('fault' in end) return fault(tools, { id, task: name.task, nonce, jobId }, end.fault);
  const { logStream } = job.containers.task;
  await finishTask(
    tools,
    { submission, snapshot, task, nonce },
    { end, ...(logStream !== undefined && { logStream }) },
  );
}

/** What became of the command; or that something else broke, which is no fault of the job's. */
function endOf({ status, reason = '', containers }: JobState, task: Task): EndedCommand | { fault: string } {
  const { fetch, task: own, store } = containers;
  const exit = own.exitCode === undefined ? {} : { exitCode: own.exitCode };
  if (status === 'FAILED' && /attempt duration/i.test(reason)) return { ended: 'late', ...exit };
  if (/OutOfMemory/.test(own.reason ?? '')) return { ended: 'outOfMemory', ...exit };
  if (own.exitCode === undefined) {
    const told = [reason, fetch.reason, own.reason].filter((text) => text !== undefined && text !== '').join('; ');
    return { fault: `${told || 'The container did not run'} (exit code of fetch: ${fetch.exitCode ?? 'none'})` };
  }
  const ended = { exitCode: own.exitCode, ...(own.reason !== undefined && { reason: own.reason }) };
  const custom = task.exitCodes.find(({ code }) => code === own.exitCode)?.behaviour;
  const failed = own.exitCode !== 0 && custom !== 'continue' && custom !== 'stop';
  if (failed || store.exitCode === 0) return ended;
  if (store.exitCode === TOO_LARGE) return { ...ended, ended: 'tooLarge' };
  return {
    fault: `The outputs could not be stored (exit code ${store.exitCode ?? 'none'}; ${store.reason ?? reason})`,
  };
}

/** The state of the execution that waits fails, and its Retry starts the task anew. */
async function fault(
  { table }: TaskTools,
  { id, task, nonce, jobId }: { id: string; task: string; nonce: string; jobId: string },
  cause: string,
): Promise<void> {
  log.error('task broke', { submission: id, task, jobId, cause });
  const run = await faultTaskRun(table, id, { task, nonce }, timestamp(new Date()));
  if (run?.taskToken !== undefined) await failTask(run.taskToken, 'TaskFault', cause);
}
