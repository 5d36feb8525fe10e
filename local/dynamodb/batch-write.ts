import type { Caller } from '../aws/caller.ts';
import { authorize } from './authorize.ts';
import { createTally, writeUnits } from './capacity.ts';
import { commit } from './commit.ts';
import type { Database } from './database.ts';
import { validationError } from './errors.ts';
import { leadingKey } from './keys.ts';
import { parseRequest } from './request.ts';
import type { Item } from './types.ts';
import { evaluate, planWrite, type Write } from './write.ts';

const MAX_WRITES = 25;

interface BatchWriteRequest {
  readonly RequestItems: Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>;
  readonly ReturnConsumedCapacity?: 'NONE' | 'TOTAL' | 'INDEXES';
}

/** BatchWriteItem: up to 25 puts and deletes, here stored in one batch, so never with unprocessed items. */
export async function batchWrite(database: Database, body: unknown, caller: Caller) {
  const request = parseRequest<BatchWriteRequest>('BatchWriteItem', body, database.storage);
  authorizeTables(database, request, caller);
  const writes = Object.entries(request.RequestItems).flatMap(([name, writes]) =>
    writes.map((write) => plan(database, name, write)),
  );
  if (writes.length > MAX_WRITES) throw validationError('Too many items requested for the BatchWriteItem call');
  const addresses = writes.map(({ address }) => address);
  if (new Set(addresses).size < addresses.length)
    throw validationError('Provided list of item keys contains duplicates');

  return database.locks.hold(addresses, async () => {
    const befores = addresses.map((address) => database.storage.read<Item>(address));
    const changes = writes.map((write, at) => evaluate(write, befores[at], database.storage).change);
    await commit(database, changes);
    const level = request.ReturnConsumedCapacity;
    if (level === undefined) return { UnprocessedItems: {} };
    const tally = createTally();
    for (const change of changes) tally.add(change.table.TableName, writeUnits(change));
    return { UnprocessedItems: {}, ConsumedCapacity: tally.consumed(level) };
  });
}

function plan(database: Database, name: string, write: BatchWriteRequest['RequestItems'][string][number]): Write {
  const { PutRequest: put, DeleteRequest: del } = write;
  if (Boolean(put) === Boolean(del))
    throw validationError('A write request must contain exactly one of PutRequest and DeleteRequest');
  const table = database.tables.get(name);
  if (put) return planWrite('Put', table, { TableName: name, Item: put.Item });
  return planWrite('Delete', table, { TableName: name, Key: del?.Key ?? {} });
}

function authorizeTables({ tables }: Database, request: BatchWriteRequest, caller: Caller): void {
  for (const [name, writes] of Object.entries(request.RequestItems)) {
    const keySchema = tables.find(name)?.KeySchema ?? [];
    const keys = writes.map((write) => leadingKey(keySchema, write.PutRequest?.Item ?? write.DeleteRequest?.Key));
    authorize(caller, 'BatchWriteItem', { table: name }, keys);
  }
}
