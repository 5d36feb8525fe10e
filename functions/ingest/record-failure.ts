import { openTable } from '../../adapters/dynamodb/client.ts';
import { readConfig } from '../config.ts';
import { failSubmission } from './fail-submission.ts';
import type { StepEvent } from './step.ts';

const table = openTable(readConfig('TABLE_NAME').TABLE_NAME);

/** The state that every fault of a step leads to: the submission ends with a message, and nobody waits for it. */
export async function handler(event: StepEvent & { error: { Error: string; Cause?: string } }): Promise<void> {
  await failSubmission(table, { id: event.submissionId, attempt: event.attempt }, event.error);
}
