import type { Caller } from '../aws/caller.ts';
import { authorize } from './authorize.ts';
import { createTally, itemReadUnits } from './capacity.ts';
import type { Database } from './database.ts';
import { validationError } from './errors.ts';
import { planGet, projected } from './get-item.ts';
import { itemSize } from './item-size.ts';
import { leadingKey } from './keys.ts';
import { parseRequest } from './request.ts';
import type { Item, Projection } from './types.ts';

/** AWS answers with at most this much; the rest of the keys comes back as unprocessed. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

interface TableKeys {
  readonly Keys: Item[];
  readonly ConsistentRead?: boolean;
  readonly AttributesToGet?: unknown;
  readonly _projection?: Projection;
}

interface BatchGetRequest {
  readonly RequestItems: Record<string, TableKeys>;
  readonly ReturnConsumedCapacity?: 'NONE' | 'TOTAL' | 'INDEXES';
}

interface Read {
  readonly table: string;
  readonly asked: TableKeys;
  readonly key: Item;
  readonly address: string;
}

/** BatchGetItem. The items come in no particular order on AWS; here a table's items come in reverse. */
export async function batchGet(database: Database, body: unknown, caller: Caller) {
  const { storage, tables } = database;
  const request = parseRequest<BatchGetRequest>('BatchGetItem', body, storage);
  for (const [name, asked] of Object.entries(request.RequestItems)) {
    if (asked.AttributesToGet) throw validationError('The local DynamoDB does not implement AttributesToGet');
    const keySchema = tables.find(name)?.KeySchema ?? [];
    authorize(
      caller,
      'BatchGetItem',
      { table: name },
      asked.Keys.map((key) => leadingKey(keySchema, key)),
    );
  }
  const reads = planReads(database, request);
  const items = reads.map(({ address }) => storage.read<Item>(address));
  for (const [at, { asked, key }] of reads.entries()) {
    const item = items[at];
    database.meter?.read(key, item ? itemSize(item) : 0, asked.ConsistentRead);
  }
  return answer(request, reads, items);
}

function planReads({ tables }: Database, request: BatchGetRequest): Read[] {
  return Object.entries(request.RequestItems).flatMap(([name, asked]) => {
    const table = tables.get(name);
    return asked.Keys.map((key) => ({ table: name, asked, key, address: planGet(table, key, asked._projection) }));
  });
}

function answer(request: BatchGetRequest, reads: readonly Read[], items: readonly (Item | undefined)[]) {
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, unknown> = {};
  const tally = createTally();
  let bytes = 0;
  for (const [at, { table, asked, key }] of reads.entries()) {
    const item = items[at];
    bytes += item ? itemSize(item) : 0;
    if (bytes > MAX_RESPONSE_BYTES) {
      leaveUnprocessed(unprocessed, table, request, key);
      continue;
    }
    responses[table] ??= [];
    const shown = projected(item, asked._projection);
    if (shown) responses[table].unshift(shown);
    tally.add(table, { table: itemReadUnits(item, asked.ConsistentRead), indexes: new Map() });
  }
  const consumed = tally.consumed(request.ReturnConsumedCapacity);
  return { Responses: responses, UnprocessedKeys: unprocessed, ConsumedCapacity: consumed };
}

/** An unprocessed key comes back with all that was asked about it, so that the client can send it again as it is. */
function leaveUnprocessed(unprocessed: Record<string, unknown>, table: string, request: BatchGetRequest, key: Item) {
  const { _projection, Keys: _, ...asked } = request.RequestItems[table] as TableKeys;
  const left = (unprocessed[table] ?? { ...asked, Keys: [] }) as { Keys: Item[] };
  left.Keys.push(key);
  unprocessed[table] = left;
}
