import { terminateJob } from '../../../adapters/batch/jobs.ts';
import type { Table } from '../../../adapters/dynamodb/client.ts';
import { listTaskRuns } from '../../../adapters/dynamodb/jobs/task-run-store.ts';

/** Ends what still runs for an attempt whose execution is no more: nobody waits for it. */
export async function endJobs(
  table: Table,
  { id, attempt }: { id: string; attempt: number },
  why: string,
): Promise<void> {
  for (const run of (await listTaskRuns(table, id)).values()) {
    const open = run.state === 'started' && run.attempt === attempt;
    if (open && run.jobId !== undefined) await terminateJob(run.jobId, why);
  }
}
