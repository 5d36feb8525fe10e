import type { Table } from '../../adapters/dynamodb/client.ts';
import { pendingFiles } from '../../adapters/dynamodb/file-arrival.ts';
import { getSubmission } from '../../adapters/dynamodb/submission-store.ts';
import { deadlineMessage, faultMessage } from '../../domain/ingest/failure.ts';
import { currentStep } from '../../domain/submission/submission.ts';
import { log } from '../log.ts';
import { recordOutcome } from './step.ts';

/** Names of missing files in the message; the list of files has the rest. */
const NAMED_FILES = 5;

/**
 * Ends a submission whose step did not end it itself: the upload deadline has passed, or a step broke for a reason
 * that is ours. A submission that has ended already, or runs another attempt by now, stays as it is.
 * @param failure the error's name as Step Functions tells it
 */
export async function failSubmission(
  table: Table,
  attempt: { id: string; attempt: number },
  failure: { Error: string; Cause?: string },
): Promise<void> {
  const submission = await getSubmission(table, attempt.id);
  if (submission?.state !== 'running' || submission.attempt !== attempt.attempt) return;
  const step = currentStep(submission);
  if (step === undefined) return;
  const late = failure.Error === 'States.Timeout' && step === 'upload_complete';
  if (!late) log.error('step broke', { submission: submission.id, step, failure });
  const message = late
    ? deadlineMessage(await pendingFiles(table, submission.id, NAMED_FILES + 1), NAMED_FILES)
    : faultMessage(step, failure);
  await recordOutcome(table, submission, step, { kind: 'failed', message });
}
