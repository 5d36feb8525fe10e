import type { JobSnapshot } from '../../../domain/job/job.ts';
import type { Table } from '../client.ts';
import { getItem } from '../get-item.ts';
import { keys } from '../keys.ts';
import type { TransactItem } from '../transaction.ts';

/** What a submission runs. @throws Error where it is no submission to a job */
export async function getJobSnapshot(table: Table, id: string): Promise<JobSnapshot> {
  const row = await getItem<{ snapshot: JobSnapshot }>(table, keys.jobSnapshot(id));
  const snapshot = row?.snapshot;
  if (snapshot === undefined) throw new Error(`Submission ${id} runs no job.`);
  return snapshot;
}

/** Written in the transaction that makes the submission, and never changed. */
export const snapshotItem = (table: Table, id: string, snapshot: JobSnapshot): TransactItem => ({
  Put: {
    TableName: table.name,
    Item: { ...keys.jobSnapshot(id), snapshot },
    ConditionExpression: 'attribute_not_exists(PK)',
  },
});
