import type { Table } from '../../adapters/dynamodb/client.ts';
import { firstPending } from '../../adapters/dynamodb/file-arrival.ts';
import { getRun } from '../../adapters/dynamodb/run-store.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { wake } from '../../adapters/stepfunctions/workflow.ts';
import { closeStep } from './step.ts';

/**
 * Ends `upload_complete` and wakes the execution, if the last file has arrived. Called whenever a file has arrived, by
 * whoever saw it: two callers at once come to the same, since the step is recorded once and a second wake is nothing.
 */
export async function finishUpload(table: Table, known: SubmissionRow): Promise<void> {
  const run = await getRun(table, known.id);
  // the execution is not waiting yet: when it comes to wait, it looks by itself
  if (run === undefined) return;
  const submission = await getSubmission(table, known.id);
  if (submission?.state !== 'running' || submission.attempt !== run.attempt) return;
  if (!submission.steps.upload_complete) {
    const files = submission.fileCount ?? 0;
    const message = files === 1 ? 'The one file has arrived.' : `All ${files} files have arrived.`;
    await closeStep(table, submission, 'upload_complete', { kind: 'passed', message });
  }
  await wake(run.taskToken);
}

/** The same for somebody who only knows which submission a file belongs to. */
export async function finishUploadIfComplete(table: Table, id: string): Promise<void> {
  if ((await firstPending(table, id)) !== undefined) return;
  const submission = await getSubmission(table, id);
  if (submission !== undefined) await finishUpload(table, submission);
}
