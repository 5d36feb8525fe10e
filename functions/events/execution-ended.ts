import type { EventBridgeEvent } from 'aws-lambda';
import { openTablePatiently } from '../../adapters/dynamodb/client.ts';
import { readConfig } from '../config.ts';
import { failSubmission } from '../ingest/fail-submission.ts';
import { endJobs } from '../ingest/tasks/end-jobs.ts';

const table = openTablePatiently(readConfig('TABLE_NAME').TABLE_NAME);

interface StatusChange {
  /** `<submission id>-<attempt>` */
  name: string;
  status: string;
  error?: string;
  cause?: string;
}

/**
 * An execution failed, timed out or was stopped. Mostly its submission has been closed by the execution itself; this
 * catches those that it could not close any more, and ends the jobs that still run for it.
 */
export async function handler(event: EventBridgeEvent<string, StatusChange>): Promise<void> {
  const { name, status } = event.detail;
  const [id = '', attempt = ''] = name.split('-');
  const ended = { id, attempt: Number(attempt) };
  await failSubmission(table, ended, { Error: `Execution ${status}` });
  await endJobs(table, ended, `The execution has ${status.toLowerCase().replace('_', ' ')}`);
}
