import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import { keys } from './keys.ts';

/** What the waiting state machine left behind, so that whoever sees the last file arrive can wake it. */
export interface Run {
  attempt: number;
  taskToken: string;
  waitingSince: string;
  remindedAt?: string;
}

export async function getRun(table: Table, id: string): Promise<Run | undefined> {
  const answer = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keys.run(id), ConsistentRead: true }),
  );
  return answer.Item as Run | undefined;
}

export async function putTaskToken(table: Table, id: string, run: Run): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keys.run(id), ...run } }));
}

/** @returns false where the reminder was sent before */
export async function markReminded(table: Table, id: string, at: string): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.run(id),
        UpdateExpression: 'SET remindedAt = :at',
        ConditionExpression: 'attribute_not_exists(remindedAt)',
        ExpressionAttributeValues: { ':at': at },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
