import type { Caller } from '../aws/caller.ts';
import { authorize, authorizeAccount } from './authorize.ts';
import type { Database } from './database.ts';
import { parseRequest } from './request.ts';

/** CreateTable. AWS answers while the table is being created; here it is active by then. */
export async function createTable({ tables, storage }: Database, body: unknown, caller: Caller) {
  // Parsing works on a copy, so that the table is created from what came in.
  const { TableName } = parseRequest<{ TableName: string }>('CreateTable', structuredClone(body), storage);
  authorize(caller, 'CreateTable', { table: TableName });
  return { TableDescription: await tables.create(body) };
}

export async function describeTable({ tables, storage }: Database, body: unknown, caller: Caller) {
  const { TableName } = parseRequest<{ TableName: string }>('DescribeTable', body, storage);
  authorize(caller, 'DescribeTable', { table: TableName });
  return { Table: tables.get(TableName) };
}

export async function listTables({ tables, storage }: Database, body: unknown, caller: Caller) {
  const request = parseRequest<{ Limit?: number; ExclusiveStartTableName?: string }>('ListTables', body, storage);
  authorizeAccount(caller, 'ListTables');
  const names = tables.names().filter((name) => name > (request.ExclusiveStartTableName ?? ''));
  const page = names.slice(0, request.Limit ?? 100);
  return { TableNames: page, ...(page.length < names.length && { LastEvaluatedTableName: page.at(-1) }) };
}
