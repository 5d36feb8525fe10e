import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import { canExist, type Key } from './keys.ts';

/**
 * Reads one record; undefined where there is none, also where a name that a caller made up is longer than any key.
 * @param consistent false: as it was a moment ago, perhaps, for half the price; for what never changes
 */
export async function getItem<T extends object>(
  table: Table,
  key: Key,
  { consistent = true } = {},
): Promise<T | undefined> {
  if (!canExist(key)) return undefined;
  const { PK, SK } = key;
  const answer = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { PK, SK }, ConsistentRead: consistent }),
  );
  return answer.Item as T | undefined;
}
