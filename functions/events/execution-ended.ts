import type { EventBridgeEvent } from 'aws-lambda';
import { openTablePatiently } from '../../adapters/dynamodb/client.ts';
import { readConfig } from '../config.ts';
import { failSubmission } from '../ingest/fail-submission.ts';

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
 * catches those that it could not close any more.
 */
export async function handler(event: EventBridgeEvent<string, StatusChange>): Promise<void> {
  const { name, status } = event.detail;
  const [id = '', attempt = ''] = name.split('-');
  await failSubmission(table, { id, attempt: Number(attempt) }, { Error: `Execution ${status}` });
}
