import type { Table } from '../../adapters/dynamodb/client.ts';
import { pendingFiles } from '../../adapters/dynamodb/file-arrival.ts';
import { clearDue, recordStep } from '../../adapters/dynamodb/step-store.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { deadlineMessage, faultMessage } from '../../domain/ingest/failure.ts';
import {
  currentStep,
  endedSteps,
  type StepName,
  type StepOutcome,
  timestamp,
} from '../../domain/submission/submission.ts';
import { log } from '../log.ts';
import { recordUpload } from './finish-upload.ts';
import { announceStep } from './step.ts';

/** Names of missing files in the message; the list of files has the rest. */
const NAMED_FILES = 5;

/** The error's name and message, as Step Functions tells them. */
export interface Failure {
  Error: string;
  Cause?: string;
}

/**
 * Ends a submission whose step did not end it itself: the upload deadline has passed, or a step broke for a reason
 * that is ours. A submission that has ended already, or runs another attempt by now, stays as it is.
 * @param only the step that the failure is about, where that is known: if it has ended meanwhile, nothing has failed
 */
export async function failSubmission(
  table: Table,
  attempt: { id: string; attempt: number },
  failure: Failure,
  only?: StepName,
): Promise<void> {
  const submission = await getSubmission(table, attempt.id);
  if (submission?.attempt !== attempt.attempt) return;
  if (submission.state === 'cancelled') return tellEnd(table, submission);
  // it has ended, but its execution broke afterwards: perhaps before anybody had been told
  if (submission.state !== 'running') {
    await tellLast(submission);
    if (isUntold(submission)) await clearDue(table, submission);
    return;
  }
  const step = currentStep(submission);
  if (step === undefined || (only !== undefined && only !== step)) return;
  if (failure.Error === 'States.Timeout' && step === 'upload_complete') return missDeadline(table, submission);
  log.error('step broke', { submission: submission.id, step, failure });
  await fail(table, submission, step, { msg: faultMessage(step, failure), fault: true });
}

/** The last file may have come at the last moment, after the clock had run out but before anybody wrote that down. */
async function missDeadline(table: Table, submission: SubmissionRow): Promise<void> {
  const missing = await pendingFiles(table, submission.id, NAMED_FILES + 1);
  if (missing.length === 0) await recordUpload(table, submission);
  else await fail(table, submission, 'upload_complete', { msg: deadlineMessage(missing, NAMED_FILES) });
}

/** The submission stays in the sweeper's list until its end has been told: nobody else comes back to it. */
async function fail(
  table: Table,
  submission: SubmissionRow,
  step: StepName,
  why: Pick<StepOutcome, 'msg' | 'fault'>,
): Promise<void> {
  const { id, attempt } = submission;
  const date = timestamp(new Date());
  const outcome: StepOutcome = { success: false, date, ...why };
  await recordStep(table, { id, attempt, step, outcome, ends: 'failed', dueAt: date });
  // read again: where the answer to the write was lost on its way, the write looks refused
  const ended = await getSubmission(table, id);
  if (ended !== undefined && ended.attempt === attempt) await tellEnd(table, ended);
}

/** It has ended, and is in the sweeper's list for no other reason. */
export const isUntold = ({ state, dueKey, mediaDueAt }: SubmissionRow): boolean =>
  state !== 'running' && dueKey !== undefined && mediaDueAt === undefined;

/** Tells of the end of a submission, if that has not been done yet; told twice, the event has the same id. */
export async function tellEnd(table: Table, submission: SubmissionRow): Promise<void> {
  if (!isUntold(submission)) return;
  await tellLast(submission);
  await clearDue(table, submission);
}

/**
 * Tells of the last two steps that have ended: a step may have been recorded by a function that could not tell of it
 * any more, however often it was tried; then its execution ended, and the step after it was recorded as the one that
 * failed. Those before were told of before the next one began.
 */
async function tellLast(submission: SubmissionRow): Promise<void> {
  for (const { name } of endedSteps(submission).slice(-2)) await announceStep(submission, name);
}
