import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import { keys } from './keys.ts';

/** The settings that were changed, by key. All of them fit one read. */
export async function changedSettings(table: Table): Promise<Map<string, string>> {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': keys.setting('').PK },
      ConsistentRead: true,
    }),
  );
  return new Map((answer.Items ?? []).map((row) => [String(row['SK']), String(row['value'])]));
}

export async function writeSetting(table: Table, key: string, value: string): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keys.setting(key), value } }));
}
