import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Dataset } from '../../domain/submission/dataset.ts';
import type { Table } from './client.ts';
import { keys } from './keys.ts';

export async function putDataset(table: Table, dataset: Dataset): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keys.dataset(dataset.id), ...dataset } }));
}

export async function getDataset(table: Table, id: string): Promise<Dataset | undefined> {
  const answer = await table.client.send(new GetCommand({ TableName: table.name, Key: keys.dataset(id) }));
  return answer.Item as Dataset | undefined;
}

/** One page of the catalogue, by id. */
export async function listDatasets(
  table: Table,
  after: string | undefined,
  limit: number,
): Promise<{ datasets: Dataset[]; next?: string }> {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': keys.dataset('').PK },
      Limit: limit,
      ...(after !== undefined && { ExclusiveStartKey: keys.dataset(after) }),
    }),
  );
  const last = answer.LastEvaluatedKey?.['SK'] as string | undefined;
  return { datasets: (answer.Items ?? []) as Dataset[], ...(last !== undefined && { next: last }) };
}
