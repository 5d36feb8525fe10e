import { openTablePatiently } from '../../adapters/dynamodb/client.ts';
import { clearDraft } from '../../adapters/dynamodb/datameta/clear-draft.ts';
import { dueSubmissions } from '../../adapters/dynamodb/due-list.ts';
import { firstPending } from '../../adapters/dynamodb/file-arrival.ts';
import { getRun, markReminded, type Run } from '../../adapters/dynamodb/run-store.ts';
import { setDue } from '../../adapters/dynamodb/step-store.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { eventIdOf, publish } from '../../adapters/events/bus.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { executionStatus, startIngest } from '../../adapters/stepfunctions/workflow.ts';
import { nextLook, type UploadWatch, uploadWatch } from '../../domain/ingest/upload-watch.ts';
import { hasSucceeded, timestamp } from '../../domain/submission/submission.ts';
import { readConfig } from '../config.ts';
import { failSubmission } from '../ingest/fail-submission.ts';
import { finishUpload } from '../ingest/finish-upload.ts';
import { seeOff } from '../ingest/see-off.ts';
import { log } from '../log.ts';
import { noticeArrivals } from '../uploads/arrive.ts';
import { expireResults } from './expire-results.ts';
import { removeMedia, timeOutDraft } from './gateway-deadlines.ts';
import { mentionOpenJobs } from './open-jobs.ts';

const config = readConfig(
  'TABLE_NAME',
  'UPLOAD_BUCKET',
  'RELEASE_BUCKET',
  'ACCOUNT_ID',
  'STATE_MACHINE_ARN',
  'UPLOAD_REMINDER_SECONDS',
  'UPLOAD_DEADLINE_SECONDS',
);
const table = openTablePatiently(config.TABLE_NAME);
const s3 = openS3();
const uploads = openBucket(s3, config.UPLOAD_BUCKET, config.ACCOUNT_ID);
const releases = openBucket(s3, config.RELEASE_BUCKET, config.ACCOUNT_ID);

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Looks at every submission whose time has come: sends upload reminders, notices files whose event was lost, starts
 * executions that were never started, wakes those that should be awake, closes submissions whose execution is gone,
 * tells of ends that nobody was told of, clears away drafts that were left behind, ends those whose time is over,
 * removes files and results that were kept long enough. What it finds in order it looks at again later.
 */
export async function handler(): Promise<{ looked: number; failed: number }> {
  let looked = 0;
  let failed = 0;
  for await (const id of dueSubmissions(table, timestamp(new Date()))) {
    looked += 1;
    try {
      // the index may lag behind the record
      const submission = await getSubmission(table, id);
      if (submission !== undefined) await lookAt(submission);
    } catch (error) {
      // one submission that cannot be dealt with must not keep the sweeper from the others
      failed += 1;
      log.error('sweeping failed', { submission: id, error });
    }
  }
  const expired = await expireResults(table, releases);
  looked += expired.looked;
  failed += expired.failed;
  log.info('swept', { looked, failed });
  if (failed > 0) throw new Error(`${failed} of ${looked} submissions could not be swept; the log names them.`);
  return { looked, failed };
}

async function lookAt(submission: SubmissionRow): Promise<void> {
  if (submission.staging === 'inputs') return timeOutDraft(table, submission);
  if (submission.staging !== undefined) return lookAtDraft(submission);
  if (submission.mediaDueAt !== undefined) return removeMedia(table, { uploads, releases }, submission);
  // it has ended, but whoever ended it died before everybody knew
  if (submission.state !== 'running') return seeOff(table, config.STATE_MACHINE_ARN, submission);
  const status = await executionStatus(config.STATE_MACHINE_ARN, submission);
  if (status === 'NONE') {
    await startIngest(config.STATE_MACHINE_ARN, submission, config.UPLOAD_DEADLINE_SECONDS);
    return lookAgainIn(submission, 5 * MINUTE);
  }
  if (status !== 'RUNNING') return failSubmission(table, submission, { Error: `Execution ${status}` });
  if (!hasSucceeded(submission, 'manifest_validated')) return lookAgainIn(submission, HOUR);
  if (submission.steps.upload_complete === undefined) return lookAtUpload(submission);
  // the step may have been recorded by somebody who died before telling of it and waking the execution
  await finishUpload(table, submission.id);
  if (submission.door === 'jobs') await mentionOpenJobs(table, submission);
  return lookAgainIn(submission, HOUR);
}

/** Somebody may have gone on with it since the index was read. */
async function lookAtDraft({ id, dueAt = '' }: SubmissionRow): Promise<void> {
  if (dueAt <= timestamp(new Date())) await clearDraft(table, id);
}

async function lookAtUpload(submission: SubmissionRow): Promise<void> {
  const run = await getRun(table, submission.id);
  if (run?.attempt !== submission.attempt) return lookAgainIn(submission, 5 * MINUTE);
  await noticeArrivals(table, uploads, submission.id);
  if ((await firstPending(table, submission.id)) === undefined) {
    await finishUpload(table, submission.id);
    return lookAgainIn(submission, HOUR);
  }
  const watch = uploadWatch(run, config.UPLOAD_REMINDER_SECONDS, config.UPLOAD_DEADLINE_SECONDS);
  const now = new Date();
  const reminds = run.remindedAt === undefined && now >= watch.remindAt;
  if (reminds) await remind(submission, run, watch);
  return setDue(table, submission.id, timestamp(nextLook(watch, reminds || run.remindedAt !== undefined, now)));
}

async function remind({ id, attempt }: SubmissionRow, run: Run, { deadline }: UploadWatch): Promise<void> {
  const eventId = eventIdOf(id, attempt, 'reminder');
  await publish('ReminderDue', { eventId, submissionId: id, attempt, deadline: timestamp(deadline) });
  await markReminded(table, id, run.attempt, timestamp(new Date()));
}

const lookAgainIn = (submission: SubmissionRow, seconds: number): Promise<void> =>
  setDue(table, submission.id, timestamp(new Date(Date.now() + seconds * 1000)));
