import { CommandTooLong, findJob, submitJob, terminateJob } from '../../../adapters/batch/jobs.ts';
import { DIRECTORY } from '../../../adapters/batch/register-task.ts';
import { setTaskJob } from '../../../adapters/dynamodb/jobs/task-run-store.ts';
import { getSubmission } from '../../../adapters/dynamodb/submission-store.ts';
import { invokeTask, TaskFunctionFailed } from '../../../adapters/lambda/invoke-task.ts';
import { commandOf } from '../../../domain/job/command.ts';
import type { TaskRun } from '../../../domain/job/task-run.ts';
import { formatJobName } from './job-name.ts';
import { InputsMissing, leavePlan, type Planned, planTask } from './plan.ts';
import { type Ended, finishTask } from './record-end.ts';
import { settingsOf, type TaskTools } from './tools.ts';

/** Where a Lambda function can write. */
const LAMBDA_DIRECTORY = '/tmp';

/** Starts a task, unless its job has been submitted before. A Lambda task has ended when this returns. */
export async function startTask(tools: TaskTools, planned: Planned, run: TaskRun): Promise<void> {
  try {
    if (planned.task.lambda === undefined) await startJob(tools, planned, run);
    else await finishTask(tools, planned, await callLambda(tools, planned, planned.task.lambda));
  } catch (error) {
    // the submission's own fault: trying again would change nothing
    if (!(error instanceof InputsMissing || error instanceof CommandTooLong)) throw error;
    await finishTask(tools, planned, { refused: error.message });
  }
}

async function startJob(tools: TaskTools, planned: Planned, run: TaskRun): Promise<void> {
  const { submission, snapshot, task } = planned;
  const { queues } = settingsOf(tools);
  const queue = queues[snapshot.priority];
  const name = formatJobName({ id: submission.id, attempt: submission.attempt, nonce: run.nonce, task: task.name });
  const jobId = (await findJob(queue, name)) ?? (await submit(tools, planned, { queue, name }));
  await setTaskJob(tools.table, submission.id, run, jobId);
  // cancelled meanwhile: whoever ends the jobs of the submission may have looked too early for this one
  const now = await getSubmission(tools.table, submission.id);
  if (now?.state !== 'running' || now.attempt !== submission.attempt) {
    await terminateJob(jobId, `Submission ${submission.id} no longer runs attempt ${submission.attempt}`);
  }
}

async function submit(tools: TaskTools, planned: Planned, job: { queue: string; name: string }): Promise<string> {
  const { submission, snapshot, task } = planned;
  const { definition } = task as Planned['snapshot']['tasks'][string];
  if (definition === undefined) throw new Error(`Task ${task.name} has no job definition. Save it again.`);
  const command = commandOf(task, { uuid: submission.uuid, directory: DIRECTORY, values: snapshot.values });
  const planUrl = await leavePlan(tools, planned, await planTask(tools, planned));
  return submitJob({ ...job, definition, command, planUrl });
}

/** A function gets what a container gets: its arguments, and URLs of this run alone. */
async function callLambda(tools: TaskTools, planned: Planned, name: string): Promise<Ended> {
  const { submission, snapshot, task } = planned;
  const context = { uuid: submission.uuid, directory: LAMBDA_DIRECTORY, values: snapshot.values };
  const { inputs, outputs } = await planTask(tools, planned);
  const payload = {
    submission: submission.uuid,
    task: task.name,
    arguments: commandOf(task, context),
    inputs,
    outputs,
  };
  try {
    const { exitCode = 0, printed } = await invokeTask(name, payload, task.timeoutSeconds);
    return { end: { exitCode }, ...(printed !== undefined && { printed }) };
  } catch (error) {
    if (!(error instanceof TaskFunctionFailed)) throw error;
    return { end: error.isLate ? { ended: 'late' } : { reason: error.message } };
  }
}
