import type { Caller } from '../aws/caller.ts';
import { authorize } from './authorize.ts';
import { consumedCapacity, readUnits } from './capacity.ts';
import { matches } from './conditions.ts';
import type { Database } from './database.ts';
import type { Range } from './dynalite.ts';
import { projected } from './get-item.ts';
import { itemSize } from './item-size.ts';
import { keyRange } from './key-range.ts';
import { findIndex, keyAttributes, leadingKey } from './keys.ts';
import { parseRequest } from './request.ts';
import type { Storage } from './storage.ts';
import type { Item, PageRequest, Table } from './types.ts';

/** A page ends with the item that brings it to 1 MB, counted before filters and projections. */
const MAX_PAGE_BYTES = 1024 * 1024;
const ITEMS_PER_TRIP = 200;

interface Page {
  readonly items: Item[];
  readonly bytes: number;
  /** ended by Limit or size, so that there may be more */
  readonly cut: boolean;
}

/** Query and Scan. A page is read from one snapshot of the whole database. */
export function readPage(operation: 'Query' | 'Scan') {
  return async ({ storage, tables, meter }: Database, body: unknown, caller: Caller) => {
    const request = parseRequest<PageRequest>(operation, body, storage);
    const target = { table: request.TableName, index: request.IndexName };
    authorize(caller, operation, target, [partitionOf(tables.find(request.TableName), request)]);
    const table = tables.get(request.TableName);
    const range = keyRange(operation, table, request);
    const page = await collect(storage, range, request.Limit ?? Number.POSITIVE_INFINITY);
    meter?.read(askedOf(request), page.bytes, request.ConsistentRead, request.IndexName);
    return answer(table, request, page);
  };
}

/** What the keys are compared with first. */
const askedOf = ({ KeyConditions = {} }: PageRequest): Item =>
  Object.fromEntries(
    Object.entries(KeyConditions).map(
      ([
        name,
        {
          AttributeValueList: [value],
        },
      ]) => [name, value ?? {}],
    ),
  );

async function collect(storage: Storage, range: Range, limit: number): Promise<Page> {
  const items: Item[] = [];
  let bytes = 0;
  for await (const chunk of storage.itemChunks(range, Math.min(limit, ITEMS_PER_TRIP)))
    for (const item of chunk) {
      items.push(item);
      bytes += itemSize(item);
      if (items.length >= limit || bytes >= MAX_PAGE_BYTES) return { items, bytes, cut: true };
    }
  return { items, bytes, cut: false };
}

function answer(table: Table, request: PageRequest, { items, bytes, cut }: Page) {
  const { _filter: filter, _projection: projection } = request;
  const kept = filter ? items.filter((item) => matches(item, filter.expression)) : items;
  const last = cut ? items.at(-1) : undefined;
  return {
    ...(request.Select !== 'COUNT' && { Items: kept.map((item) => projected(item, projection)) }),
    Count: kept.length,
    ScannedCount: items.length,
    LastEvaluatedKey: last && positionOf(table, request, last),
    ConsumedCapacity: consumed(request, readUnits(bytes, request.ConsistentRead)),
  };
}

function positionOf(table: Table, request: PageRequest, item: Item): Item {
  const index = findIndex(table, request.IndexName ?? '');
  const names = [...keyAttributes(table.KeySchema), ...keyAttributes(index?.KeySchema ?? [])];
  return Object.fromEntries(names.map((name) => [name, item[name] ?? {}]));
}

function consumed({ TableName, IndexName, ReturnConsumedCapacity }: PageRequest, units: number) {
  const spent =
    IndexName === undefined
      ? { table: units, indexes: new Map<string, number>() }
      : { table: 0, indexes: new Map([[IndexName, units]]) };
  return consumedCapacity(ReturnConsumedCapacity, TableName, spent);
}

function partitionOf(table: Table | undefined, { IndexName, KeyConditions }: PageRequest): string | undefined {
  const schema = IndexName === undefined ? table?.KeySchema : table && findIndex(table, IndexName)?.KeySchema;
  const name = schema?.[0]?.AttributeName;
  const value = name === undefined ? undefined : KeyConditions?.[name]?.AttributeValueList[0];
  return value && schema ? leadingKey(schema, { [name as string]: value }) : undefined;
}
