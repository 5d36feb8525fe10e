import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { JobBatch } from '../../../domain/job/batch.ts';
import { batchGet } from '../batch-get.ts';
import type { Table } from '../client.ts';
import { type Key, keys } from '../keys.ts';
import type { SubmissionRow } from '../submission-store.ts';

/** At keys.batch(uuid). */
export interface BatchRow extends Key, JobBatch {
  /** in the sparse index of batches whose results expire, and when */
  dueKey?: string;
  dueAt?: string;
}

export async function getBatch(table: Table, uuid: string): Promise<BatchRow | undefined> {
  const answer = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keys.batch(uuid), ConsistentRead: true }),
  );
  return answer.Item as BatchRow | undefined;
}

/** The submissions of a batch, in its order. */
export async function batchSubmissions(table: Table, { submissionIds }: JobBatch): Promise<SubmissionRow[]> {
  const rows = (await batchGet(table, submissionIds.map(keys.submission))) as unknown as SubmissionRow[];
  return submissionIds.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}
