import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conflict } from '../../../domain/errors.ts';
import type { Table } from '../client.ts';
import type { GuardedWrite } from '../guarded-writes.ts';
import { type Key, keys } from '../keys.ts';

/** The next number of a project's specifications or assignments. One that is drawn and not used leaves a hole. */
export async function nextNumber(table: Table, list: string): Promise<number> {
  const answer = await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.counter(list),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': 1 },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return answer.Attributes?.['n'] as number;
}

export const putRow = (table: Table, Item: object): GuardedWrite => ({
  item: { Put: { TableName: table.name, Item: { ...Item } } },
  refusal: changedMeanwhile,
});

export const deleteRow = (table: Table, key: Key): GuardedWrite => ({
  item: { Delete: { TableName: table.name, Key: { ...key } } },
  refusal: changedMeanwhile,
});

const changedMeanwhile = () => conflict('This was changed by somebody else at the same time. Read it again.');

/** Puts a record in the place of the version that it was made from. */
export const replaceRow = (table: Table, Item: Key & { version: number }): GuardedWrite => ({
  item: {
    Put: {
      TableName: table.name,
      Item: { ...Item },
      ConditionExpression: 'version = :before',
      ExpressionAttributeValues: { ':before': Item.version - 1 },
    },
  },
  refusal: changedMeanwhile,
});
