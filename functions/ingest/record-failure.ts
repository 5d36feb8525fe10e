import { openTablePatiently } from '../../adapters/dynamodb/client.ts';
import type { StepName } from '../../domain/submission/submission.ts';
import { readConfig } from '../config.ts';
import { type Failure, failSubmission } from './fail-submission.ts';
import type { StepEvent } from './step.ts';

const table = openTablePatiently(readConfig('TABLE_NAME').TABLE_NAME);

interface FailureEvent extends StepEvent {
  error: Failure;
  /** the step that failed, where the state machine knows it */
  step?: StepName;
}

/** The state that every fault of a step leads to: the submission ends with a message, and nobody waits for it. */
export async function handler(event: FailureEvent): Promise<void> {
  await failSubmission(table, { id: event.submissionId, attempt: event.attempt }, event.error, event.step);
}
