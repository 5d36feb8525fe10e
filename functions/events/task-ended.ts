import type { EventBridgeEvent } from 'aws-lambda';
import { seeToJob } from '../ingest/tasks/job-end.ts';
import { openTasks } from '../ingest/tasks/tools.ts';

const tools = openTasks();

/** Batch says that a job has ended, or the sweeper that it may have: the task that it was has ended too. */
export async function handler(event: EventBridgeEvent<string, { jobId: string }>): Promise<void> {
  await seeToJob(tools, event.detail.jobId);
}
