import { openTable } from '../../adapters/dynamodb/client.ts';
import { pendingFiles } from '../../adapters/dynamodb/file-arrival.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { deadlineMessage, faultMessage } from '../../domain/ingest/failure.ts';
import { currentStep } from '../../domain/submission/submission.ts';
import { readConfig } from '../config.ts';
import { log } from '../log.ts';
import { recordOutcome, type StepEvent } from './step.ts';

const table = openTable(readConfig('TABLE_NAME').TABLE_NAME);

/** What Step Functions tells of a failure: the error's name and, for Lambda, a JSON text with its message. */
interface Failure {
  Error: string;
  Cause?: string;
}

/** Names of missing files in the message; the list of files has the rest. */
const NAMED_FILES = 5;

/**
 * Ends a submission whose step did not end it itself: the upload deadline has passed, or a step broke for a reason
 * that is ours. A submission that has ended already stays as it is.
 */
export async function handler(event: StepEvent & { error: Failure }): Promise<void> {
  const submission = await getSubmission(table, event.submissionId);
  if (submission?.state !== 'running' || submission.attempt !== event.attempt) return;
  await failCurrentStep(submission, event.error);
}

async function failCurrentStep(submission: SubmissionRow, failure: Failure): Promise<void> {
  const step = currentStep(submission);
  if (step === undefined) return;
  const late = failure.Error === 'States.Timeout' && step === 'upload_complete';
  if (!late) log.error('step broke', { submission: submission.id, step, failure });
  const message = late
    ? deadlineMessage(await pendingFiles(table, submission.id, NAMED_FILES + 1), NAMED_FILES)
    : faultMessage(step, failure);
  await recordOutcome(table, submission, step, { kind: 'failed', message });
}
