import type { Submission } from '../../../domain/submission/submission.ts';
import type { Table } from '../client.ts';
import { keys } from '../keys.ts';
import { readPartition } from '../read-pages.ts';
import { transact } from '../transaction.ts';

/** Whole seconds that each job takes on average, from submission to completion, by its name. */
export async function readJobTimes(table: Table): Promise<Map<string, number>> {
  const rows = await readPartition(table, keys.jobTimes('').PK);
  return new Map(rows.map((row) => [String(row['SK']), Math.round(Number(row['seconds']) / Number(row['runs']))]));
}

/** Counts a job that is complete into the average, once however often it is told of. */
export async function countJobTime(
  table: Table,
  { id, jobName, createdAt, updatedAt }: Pick<Submission, 'id' | 'jobName' | 'createdAt' | 'updatedAt'>,
): Promise<void> {
  if (jobName === undefined) throw new Error(`Submission ${id} runs no job.`);
  const seconds = Math.max(0, (Date.parse(updatedAt) - Date.parse(createdAt)) / 1000);
  await transact(table, [
    {
      Update: {
        TableName: table.name,
        Key: keys.jobSnapshot(id),
        UpdateExpression: 'SET counted = :true',
        ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(counted)',
        ExpressionAttributeValues: { ':true': true },
      },
    },
    {
      Update: {
        TableName: table.name,
        Key: keys.jobTimes(jobName),
        UpdateExpression: 'ADD runs :one, seconds :seconds',
        ExpressionAttributeValues: { ':one': 1, ':seconds': seconds },
      },
    },
  ]);
}
