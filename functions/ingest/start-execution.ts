import { startIngest } from '../../adapters/stepfunctions/workflow.ts';
import { type Submission, timestamp } from '../../domain/submission/submission.ts';
import { readConfig } from '../config.ts';
import { log } from '../log.ts';

const config = readConfig('STATE_MACHINE_ARN', 'UPLOAD_DEADLINE_SECONDS');

/** If the execution does not start at once (the call failed on the way), the sweeper starts it after so long. */
export const START_GRACE_MS = 5 * 60_000;

/** When the sweeper shall look at a submission that is about to start. @param from milliseconds since 1970 */
export const startDueAt = (from = Date.now()): string => timestamp(new Date(from + START_GRACE_MS));

/** The submission stands: if the state machine cannot be reached now, that is no reason to tell the caller it failed. */
export async function startExecution(submission: Pick<Submission, 'id' | 'attempt'>): Promise<void> {
  try {
    await startIngest(config.STATE_MACHINE_ARN, submission, config.UPLOAD_DEADLINE_SECONDS);
  } catch (error) {
    log.warn('execution not started; the sweeper will', { submission: submission.id, error });
  }
}
