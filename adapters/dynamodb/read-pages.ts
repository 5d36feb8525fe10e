import { paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';

type Row = Record<string, unknown>;

/** The rows of a query, as many at a time as one call of up to 1 MB gives: some of these may be empty. */
export async function* readPages(
  table: Table,
  query: Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>,
): AsyncGenerator<Row[]> {
  for await (const page of paginateQuery({ client: table.client }, { ...query, TableName: table.name })) {
    yield page.Items ?? [];
  }
}

/** The rows of a query, in its order, in bounded memory. */
export async function* readRows(table: Table, query: Parameters<typeof readPages>[1]): AsyncGenerator<Row> {
  for await (const rows of readPages(table, query)) yield* rows;
}

/** How to read one partition, or those of its rows whose sort key begins so; as everybody has left it by now. */
export function ofPartition(PK: string, prefix?: string): Parameters<typeof readPages>[1] {
  return {
    KeyConditionExpression: prefix === undefined ? 'PK = :pk' : 'PK = :pk AND begins_with(SK, :prefix)',
    ExpressionAttributeValues: { ':pk': PK, ...(prefix !== undefined && { ':prefix': prefix }) },
    ConsistentRead: true,
  };
}

/** All rows of a query that is known to have few: one call reads up to 1 MB of them. */
export async function readAll(table: Table, query: Parameters<typeof readPages>[1]): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of readPages(table, query)) rows.push(...page);
  return rows;
}

/** A whole partition that is known to be small: some dozens of rows, where one call reads thousands. */
export const readPartition = (table: Table, PK: string, prefix?: string): Promise<Row[]> =>
  readAll(table, ofPartition(PK, prefix));
