import type { Table } from '../../adapters/dynamodb/client.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { stopIngest } from '../../adapters/stepfunctions/workflow.ts';
import { isUntold, tellEnd } from './fail-submission.ts';

/**
 * What remains to be done for a submission that was ended from outside: its execution stops, and its end is told. Safe
 * to repeat, by whoever finds that somebody died before it was done.
 */
export async function seeOff(table: Table, stateMachineArn: string, submission: SubmissionRow): Promise<void> {
  if (!isUntold(submission)) return;
  if (submission.state === 'cancelled') {
    await stopIngest(stateMachineArn, submission, submission.errorMessage ?? 'Cancelled.');
  }
  await tellEnd(table, submission);
}
