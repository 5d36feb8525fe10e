import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AttemptStore } from '../../domain/account/stores.ts';
import type { Counter } from '../../domain/account/throttle.ts';
import type { Table } from './client.ts';
import { keys } from './keys.ts';

const HOUR = 60 * 60;

/** Attempts, one row per subject and window; DynamoDB sweeps them an hour after the window. */
export function createAttemptStore(table: Table): AttemptStore {
  return {
    count: async (counter) => (await add(table, counter, 1)) ?? 0,
    refund: async (counter) => {
      await add(table, counter, -1);
    },
  };
}

async function add(table: Table, counter: Counter, count: number): Promise<number | undefined> {
  const answer = await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: { ...keys.signInAttempts(counter.subject, counter.window) },
      UpdateExpression: 'ADD attempts :count SET #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':count': count, ':ttl': counter.endsAt + HOUR },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return answer.Attributes?.['attempts'] as number | undefined;
}
