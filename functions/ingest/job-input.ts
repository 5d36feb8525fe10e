import type { Table } from '../../adapters/dynamodb/client.ts';
import { getFile } from '../../adapters/dynamodb/file-store.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { formatBytes } from '../../domain/ingest/amounts.ts';
import type { StepResult } from './step.ts';

/** Step 1 of a submission to a job: its file was validated when it was made, and lies where it was put. */
export async function validateJobInput(table: Table, submission: SubmissionRow): Promise<StepResult> {
  const { id, inputName = '', jobName } = submission;
  const file = await getFile(table, id, inputName);
  if (file?.size === undefined) throw new Error(`Submission ${id} has no input '${inputName}'.`);
  const message = `The input of job ${jobName} is valid: ${file.name}, ${formatBytes(file.size)}.`;
  return { kind: 'passed', message, changes: { fileCount: 1 } };
}
