import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { getItem } from './get-item.ts';
import { keys } from './keys.ts';

/** What the waiting state machine left behind, so that whoever sees the last file arrive can wake it. */
export interface Run {
  attempt: number;
  /** how often this attempt's state has been tried again: each try has a token of its own, and only the last one's counts */
  retry: number;
  taskToken: string;
  waitingSince: string;
  remindedAt?: string;
  /** the step was recorded, told and the execution woken: nothing is left to do */
  wokenAt?: string;
}

export const getRun = (table: Table, id: string): Promise<Run | undefined> => getItem(table, keys.run(id));

/** @returns false where a later attempt, or a later try of the same one, waits by now: its token stays */
export async function putTaskToken(table: Table, id: string, run: Run): Promise<boolean> {
  return holds(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keys.run(id), ...run },
        ConditionExpression:
          'attribute_not_exists(PK) OR attempt < :attempt OR (attempt = :attempt AND #retry <= :retry)',
        ExpressionAttributeNames: { '#retry': 'retry' },
        ExpressionAttributeValues: { ':attempt': run.attempt, ':retry': run.retry },
      }),
    ),
  );
}

/** @returns false where the reminder was sent before, or another attempt waits by now */
export const markReminded = (table: Table, id: string, attempt: number, at: string): Promise<boolean> =>
  markRun(table, id, attempt, 'remindedAt', at);

/**
 * Says that the execution was woken by this very token: a later try has one of its own, and waits for that.
 * @returns false where it was marked before, or another try waits by now
 */
export const markWoken = (table: Table, id: string, { attempt, taskToken }: Run, at: string): Promise<boolean> =>
  markRun(table, id, attempt, 'wokenAt', at, taskToken);

function markRun(
  table: Table,
  id: string,
  attempt: number,
  mark: 'remindedAt' | 'wokenAt',
  at: string,
  taskToken?: string,
): Promise<boolean> {
  const sameToken = taskToken === undefined ? '' : ' AND taskToken = :token';
  return holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.run(id),
        UpdateExpression: 'SET #mark = :at',
        ConditionExpression: `attribute_not_exists(#mark) AND attempt = :attempt${sameToken}`,
        ExpressionAttributeNames: { '#mark': mark },
        ExpressionAttributeValues: { ':at': at, ':attempt': attempt, ...(taskToken && { ':token': taskToken }) },
      }),
    ),
  );
}
