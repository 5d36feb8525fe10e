import type { Caller } from '../aws/caller.ts';
import { batchGet } from './batch-get.ts';
import { batchWrite } from './batch-write.ts';
import type { Database } from './database.ts';
import { unknownOperation } from './errors.ts';
import { getItem } from './get-item.ts';
import { readPage } from './page.ts';
import { createTable, describeTable, listTables } from './table-operations.ts';
import { describeTimeToLive, updateTimeToLive } from './time-to-live.ts';
import { transactGet } from './transact-get.ts';
import { transactWrite } from './transact-write.ts';
import { writeItem } from './write-item.ts';

export type Operation = (database: Database, body: unknown, caller: Caller) => Promise<object>;

/** All that the local DynamoDB does. Whatever is missing here (PartiQL, streams, backups, …) is refused as a whole. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetItem: getItem,
  BatchGetItem: batchGet,
  Query: readPage('Query'),
  Scan: readPage('Scan'),
  PutItem: writeItem('PutItem'),
  UpdateItem: writeItem('UpdateItem'),
  DeleteItem: writeItem('DeleteItem'),
  BatchWriteItem: batchWrite,
  TransactGetItems: transactGet,
  TransactWriteItems: transactWrite,
  CreateTable: createTable,
  DescribeTable: describeTable,
  ListTables: listTables,
  DescribeTimeToLive: describeTimeToLive,
  UpdateTimeToLive: updateTimeToLive,
};

/**
 * The operation that an `X-Amz-Target` header names.
 * @throws DynamoDbError UnknownOperationException
 */
export function findOperation(target: string | undefined): { name: string; run: Operation } {
  const [api, name = ''] = (target ?? '').split('.');
  const run = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (api === 'DynamoDB_20120810' && run) return { name, run };
  throw unknownOperation(
    `The local DynamoDB does not implement ${target || 'a request without X-Amz-Target'}. ` +
      `It implements ${Object.keys(OPERATIONS).join(', ')}.`,
  );
}
