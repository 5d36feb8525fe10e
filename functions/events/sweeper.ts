import { openTable } from '../../adapters/dynamodb/client.ts';
import { dueSubmissions } from '../../adapters/dynamodb/due-list.ts';
import { firstPending } from '../../adapters/dynamodb/file-arrival.ts';
import { getRun, markReminded } from '../../adapters/dynamodb/run-store.ts';
import { setDue } from '../../adapters/dynamodb/step-store.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { eventIdOf, publish } from '../../adapters/events/bus.ts';
import { executionStatus, startIngest, wake } from '../../adapters/stepfunctions/workflow.ts';
import { hasSucceeded, timestamp } from '../../domain/submission/submission.ts';
import { readConfig } from '../config.ts';
import { failSubmission } from '../ingest/fail-submission.ts';
import { finishUpload } from '../ingest/finish-upload.ts';
import { log } from '../log.ts';

const config = readConfig('TABLE_NAME', 'STATE_MACHINE_ARN', 'UPLOAD_REMINDER_SECONDS', 'UPLOAD_DEADLINE_SECONDS');
const table = openTable(config.TABLE_NAME);

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Looks at every submission whose time has come: sends upload reminders, starts executions that were never started,
 * wakes those that should be awake, closes submissions whose execution is gone. What it finds in order it looks at
 * again later.
 */
export async function handler(): Promise<{ looked: number; failed: number }> {
  let looked = 0;
  let failed = 0;
  for await (const due of dueSubmissions(table, timestamp(new Date()))) {
    looked += 1;
    try {
      // the index may lag behind the record
      const submission = await getSubmission(table, due.id);
      if (submission?.state === 'running') await lookAt(submission);
    } catch (error) {
      // one submission that cannot be dealt with must not keep the sweeper from the others
      failed += 1;
      log.error('sweeping failed', { submission: due.id, error });
    }
  }
  log.info('swept', { looked, failed });
  if (failed > 0) throw new Error(`${failed} of ${looked} submissions could not be swept; the log names them.`);
  return { looked, failed };
}

async function lookAt(submission: SubmissionRow): Promise<void> {
  const status = await executionStatus(config.STATE_MACHINE_ARN, submission);
  if (status === 'NONE') {
    await startIngest(config.STATE_MACHINE_ARN, submission, config.UPLOAD_DEADLINE_SECONDS);
    return lookAgainIn(submission, 5 * MINUTE);
  }
  if (status !== 'RUNNING') return failSubmission(table, submission, { Error: `Execution ${status}` });
  if (!hasSucceeded(submission, 'manifest_validated')) return lookAgainIn(submission, HOUR);
  if (submission.steps.upload_complete === undefined) return lookAtUpload(submission);
  // the step may have been recorded by somebody who died before waking the execution
  const run = await getRun(table, submission.id);
  if (run?.attempt === submission.attempt) await wake(run.taskToken);
  return lookAgainIn(submission, HOUR);
}

async function lookAtUpload(submission: SubmissionRow): Promise<void> {
  const run = await getRun(table, submission.id);
  if (run?.attempt !== submission.attempt) return lookAgainIn(submission, 5 * MINUTE);
  if ((await firstPending(table, submission.id)) === undefined) {
    await finishUpload(table, submission);
    return lookAgainIn(submission, HOUR);
  }
  const remindAt = Date.parse(run.waitingSince) + config.UPLOAD_REMINDER_SECONDS * 1000;
  const deadline = Date.parse(run.waitingSince) + config.UPLOAD_DEADLINE_SECONDS * 1000;
  if (run.remindedAt === undefined && Date.now() < remindAt) {
    return setDue(table, submission.id, timestamp(new Date(remindAt)));
  }
  if (run.remindedAt === undefined) await remind(submission, timestamp(new Date(deadline)));
  // the execution itself ends at the deadline: this is to see that it did
  return setDue(table, submission.id, timestamp(new Date(Math.max(deadline, Date.now()) + 5 * MINUTE * 1000)));
}

async function remind(submission: SubmissionRow, deadline: string): Promise<void> {
  const { id, attempt } = submission;
  await publish('ReminderDue', { eventId: eventIdOf(id, attempt, 'reminder'), submissionId: id, attempt, deadline });
  await markReminded(table, id, timestamp(new Date()));
}

const lookAgainIn = (submission: SubmissionRow, seconds: number): Promise<void> =>
  setDue(table, submission.id, timestamp(new Date(Date.now() + seconds * 1000)));
