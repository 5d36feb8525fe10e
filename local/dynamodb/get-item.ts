import type { Caller } from '../aws/caller.ts';
import { authorize } from './authorize.ts';
import { consumedCapacity, itemReadUnits } from './capacity.ts';
import type { Database } from './database.ts';
import { db } from './dynalite.ts';
import { throwIfRejected } from './errors.ts';
import { itemSize } from './item-size.ts';
import { itemAddress, itemKey, leadingKey } from './keys.ts';
import { parseRequest } from './request.ts';
import type { GetRequest, Item, Projection, Table } from './types.ts';

/** GetItem. Every read here is consistent; ConsistentRead only changes what it costs. */
export async function getItem({ storage, tables, meter }: Database, body: unknown, caller: Caller) {
  const request = parseRequest<GetRequest>('GetItem', body, storage);
  const { TableName: name, ReturnConsumedCapacity: level, ConsistentRead: consistent } = request;
  authorize(caller, 'GetItem', { table: name }, [leadingKey(tables.find(name)?.KeySchema ?? [], request.Key)]);
  const item = storage.read<Item>(planGet(tables.get(name), request.Key, request._projection));
  meter?.read(request.Key, item ? itemSize(item) : 0, consistent);
  const units = { table: level ? itemReadUnits(item, consistent) : 0, indexes: new Map<string, number>() };
  return { Item: projected(item, request._projection), ConsumedCapacity: consumedCapacity(level, name, units) };
}

/**
 * Where the item of a key lies.
 * @throws DynamoDbError ValidationException where the key or the projection does not fit the table
 */
export function planGet(table: Table, key: Item, projection: Projection | undefined): string {
  throwIfRejected(db.validateKey(key, table));
  throwIfRejected(db.validateKeyPaths(projection?.nestedPaths, table));
  return itemAddress(table, itemKey(table, key));
}

export function projected(item: Item | undefined, projection: Projection | undefined): Item | undefined {
  return item && projection ? db.mapPaths(projection.paths, item) : item;
}
