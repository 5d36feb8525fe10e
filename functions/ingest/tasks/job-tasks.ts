import type { Table } from '../../../adapters/dynamodb/client.ts';
import { recordProgress } from '../../../adapters/dynamodb/jobs/progress-store.ts';
import { getJobSnapshot } from '../../../adapters/dynamodb/jobs/snapshot-store.ts';
import { listTaskRuns } from '../../../adapters/dynamodb/jobs/task-run-store.ts';
import type { SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import { nextTasks } from '../../../domain/job/task-run.ts';
import type { StepResult } from '../step.ts';

/**
 * What a job asks for after its input has been checked: the tasks of its next step; or how it has ended. A job that is
 * complete is told with the rest of the step, whose message it then is.
 */
export async function jobTasks(table: Table, submission: SubmissionRow): Promise<StepResult> {
  const [snapshot, runs] = await Promise.all([
    getJobSnapshot(table, submission.id),
    listTaskRuns(table, submission.id),
  ]);
  const next = nextTasks(snapshot, runs, submission.attempt);
  const { step } = next;
  if (next.kind === 'run') {
    await recordProgress(table, submission, { step, message: `Running step: ${step}` });
    return { kind: 'tasks', tasks: next.tasks };
  }
  if (next.kind === 'failed') return { kind: 'failed', message: next.message };
  const message = `Completed job at step #${step}`;
  return { kind: 'passed', message, changes: { progress: { step, message } } };
}
