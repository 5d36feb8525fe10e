import { setTimeout as pause } from 'node:timers/promises';
import type { Table } from '../../adapters/dynamodb/client.ts';
import { firstPending } from '../../adapters/dynamodb/file-arrival.ts';
import { getRun, markWoken } from '../../adapters/dynamodb/run-store.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { wake } from '../../adapters/stepfunctions/workflow.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import { announceStep, type Ended, recordOutcome } from './step.ts';

/**
 * Ends `upload_complete` and wakes the execution, if the last file has arrived. Called whenever a file has arrived, by
 * whoever saw it: two callers at once come to the same, since the step is recorded once and a second wake is nothing.
 * Whoever dies half-way leaves the execution unmarked; the next caller, or the sweeper, takes it from there.
 */
export async function finishUpload(table: Table, id: string): Promise<void> {
  const run = await getRun(table, id);
  // no run: the execution is not waiting yet, and when it comes to wait it looks by itself
  if (run === undefined || run.wokenAt !== undefined) return;
  const submission = await getSubmission(table, id);
  if (submission?.state !== 'running' || submission.attempt !== run.attempt) return;
  const isOurs =
    submission.steps.upload_complete === undefined && (await recordUpload(table, submission)) !== undefined;
  if (!isOurs && (await isSeenTo(table, id))) return;
  await wake(run.taskToken);
  await markWoken(table, id, run, timestamp(new Date()));
}

/** What telling and waking take, mostly. */
const OTHERS_MS = 150;

/**
 * The step has been recorded by somebody else, or by us with the answer lost on its way. Of files that arrive in the same
 * moment each has somebody who finds that it was the last: mostly another one is about to tell and to wake, and what is
 * told twice is paid twice. Who has done neither in a moment may have died, and is told for: the id is the same.
 * @returns whether nothing is left to do
 */
async function isSeenTo(table: Table, id: string): Promise<boolean> {
  await pause(OTHERS_MS);
  if ((await getRun(table, id))?.wokenAt !== undefined) return true;
  const now = await getSubmission(table, id);
  if (now?.steps.upload_complete !== undefined) await announceStep(now, 'upload_complete');
  return false;
}

/** Records that every file has arrived; undefined where somebody else has. */
export const recordUpload = (table: Table, submission: SubmissionRow): Promise<SubmissionRow | undefined> =>
  recordOutcome(table, submission, 'upload_complete', allArrived(submission));

/** How the step ends once every file has arrived. */
export function allArrived({ fileCount = 0 }: SubmissionRow): Ended {
  const message = fileCount === 1 ? 'The one file has arrived.' : `All ${fileCount} files have arrived.`;
  return { kind: 'passed', message };
}

/** The same for somebody who only knows which submission a file belongs to. */
export async function finishUploadIfComplete(table: Table, id: string): Promise<void> {
  if ((await firstPending(table, id)) === undefined) await finishUpload(table, id);
}
