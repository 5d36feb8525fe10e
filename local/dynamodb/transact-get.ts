import type { Caller } from '../aws/caller.ts';
import { authorize } from './authorize.ts';
import { createTally, itemReadUnits } from './capacity.ts';
import type { Database } from './database.ts';
import { validationError } from './errors.ts';
import { planGet, projected } from './get-item.ts';
import { itemSize } from './item-size.ts';
import { leadingKey } from './keys.ts';
import { MAX_TRANSACTION_BYTES, parseTransactGet } from './transaction-request.ts';
import type { GetRequest, Item } from './types.ts';

const UNIT_FACTOR = 2;

/**
 * TransactGetItems. LevelDB reads all keys of one call from one snapshot and every write is one batch, so the items are
 * from one moment without any lock.
 */
export async function transactGet(database: Database, body: unknown, caller: Caller) {
  const { gets, level } = parseTransactGet(body, database.storage);
  authorizeItems(database, gets, caller);
  const addresses = gets.map((get) => planGet(database.tables.get(get.TableName), get.Key, get._projection));
  if (new Set(addresses).size < addresses.length)
    throw validationError('Transaction request cannot include multiple operations on one item');
  const items = await database.storage.readTogether<Item>(addresses);
  const bytes = items.reduce((sum, item) => sum + (item ? itemSize(item) : 0), 0);
  if (bytes > MAX_TRANSACTION_BYTES)
    throw validationError('The aggregate size of the items in the transaction cannot exceed 4 MB');
  const tally = createTally(UNIT_FACTOR);
  const responses = gets.map(({ TableName, Key, _projection }, at) => {
    database.meter?.read(Key, items[at] ? itemSize(items[at]) : 0, true);
    tally.add(TableName, { table: itemReadUnits(items[at], true), indexes: new Map() });
    return { Item: projected(items[at], _projection) };
  });
  return { Responses: responses, ConsumedCapacity: tally.consumed(level, 'ReadCapacityUnits') };
}

function authorizeItems({ tables }: Database, gets: readonly GetRequest[], caller: Caller): void {
  for (const [table, group] of Map.groupBy(gets, ({ TableName }) => TableName)) {
    const keySchema = tables.find(table)?.KeySchema ?? [];
    authorize(
      caller,
      'GetItem',
      { table },
      group.map(({ Key }) => leadingKey(keySchema, Key)),
    );
  }
}
