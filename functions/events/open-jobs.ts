import type { Table } from '../../adapters/dynamodb/client.ts';
import { listTaskRuns } from '../../adapters/dynamodb/jobs/task-run-store.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { JOBS, publish } from '../../adapters/events/bus.ts';

/** Asks somebody to look at the Batch jobs that a submission waits for: the event about an end may have been lost. */
export async function mentionOpenJobs(table: Table, { id, attempt }: SubmissionRow): Promise<void> {
  for (const { state, jobId, attempt: of } of (await listTaskRuns(table, id)).values()) {
    if (state === 'started' && of === attempt && jobId !== undefined) await publish('Job Open', { jobId }, JOBS);
  }
}
