import type { Caller } from '../aws/caller.ts';
import { authorize } from './authorize.ts';
import { createTally, itemReadUnits, writeUnits } from './capacity.ts';
import { commit } from './commit.ts';
import type { Database } from './database.ts';
import {
  type CancellationReason,
  DynamoDbError,
  idempotentParameterMismatch,
  transactionCanceled,
  validationError,
} from './errors.ts';
import { itemSize } from './item-size.ts';
import { leadingKey } from './keys.ts';
import { digestOf } from './tokens.ts';
import {
  MAX_TRANSACTION_BYTES,
  parseTransactWrite,
  type TransactItem,
  type TransactWriteRequest,
  WRITE_ACTIONS,
} from './transaction-request.ts';
import type { Item } from './types.ts';
import { type Change, evaluate, planWrite, type Write } from './write.ts';

/** A transaction costs twice the units of its writes (or, replayed, of reading its items). */
const UNIT_FACTOR = 2;

/**
 * TransactWriteItems: under the locks of all its items, every write is evaluated; if all hold, one LevelDB batch stores
 * them, their index entries and the ClientRequestToken.
 */
export async function transactWrite(database: Database, body: unknown, caller: Caller) {
  const request = parseTransactWrite(body, database.storage);
  authorizeItems(database, request.items, caller);
  const writes = plan(database, request.items);
  const addresses = writes.map(({ address }) => address);
  if (new Set(addresses).size < addresses.length)
    throw validationError('Transaction request cannot include multiple operations on one item');
  const { token } = request;
  const digest = token === undefined ? '' : digestOf((body as { TransactItems: unknown }).TransactItems);

  // Holding the token too makes a retry wait for the first attempt instead of running beside it.
  const locks = token === undefined ? addresses : [...addresses, `token~${token}`];
  return database.locks.hold(locks, async () => {
    const befores = addresses.map((address) => database.storage.read<Item>(address));
    const applied = token === undefined ? undefined : database.tokens.find(token, database.now());
    if (applied !== undefined && applied !== digest) throw idempotentParameterMismatch();
    if (applied !== undefined) return replayed(request, writes, befores);
    const changes = evaluateAll(database, writes, befores);
    const remembered = token === undefined ? undefined : database.tokens.remembering(token, digest, database.now());
    await commit(database, changes, remembered?.operations);
    remembered?.confirm();
    return consumed(request, changes);
  });
}

function authorizeItems({ tables }: Database, items: readonly TransactItem[], caller: Caller): void {
  const groups = Map.groupBy(items, ({ kind, request }) => `${WRITE_ACTIONS[kind]} ${request.TableName}`);
  for (const group of groups.values()) {
    const [first] = group as [TransactItem];
    const table = first.request.TableName;
    const keySchema = tables.find(table)?.KeySchema ?? [];
    const keys = group.map(({ request }) => leadingKey(keySchema, request.Item ?? request.Key));
    authorize(caller, WRITE_ACTIONS[first.kind], { table }, keys);
  }
}

/** Items that do not fit their table cancel the transaction; a table that does not exist refuses the request. */
function plan({ tables }: Database, items: readonly TransactItem[]): Write[] {
  const withTables = items.map((item) => ({ ...item, table: tables.get(item.request.TableName) }));
  return allOrCanceled(withTables, ({ kind, table, request }) => planWrite(kind, table, request));
}

function evaluateAll(
  { storage }: Database,
  writes: readonly Write[],
  befores: readonly (Item | undefined)[],
): Change[] {
  const changes = allOrCanceled(writes, (write, at) => evaluate(write, befores[at], storage).change);
  const bytes = changes.reduce((sum, { before, after }) => sum + itemSize(after ?? before ?? {}), 0);
  if (bytes > MAX_TRANSACTION_BYTES)
    throw validationError('The aggregate size of the items in the transaction cannot exceed 4 MB');
  return changes;
}

function allOrCanceled<T, R>(inputs: readonly T[], attempt: (input: T, at: number) => R): R[] {
  const results: R[] = [];
  const reasons: CancellationReason[] = inputs.map((input, at) => {
    try {
      results.push(attempt(input, at));
      return { Code: 'None' };
    } catch (error) {
      return reasonOf(error);
    }
  });
  if (results.length < inputs.length) throw transactionCanceled(reasons);
  return results;
}

function reasonOf(error: unknown): CancellationReason {
  if (!(error instanceof DynamoDbError)) throw error;
  if (error.name === 'ConditionalCheckFailedException')
    return { Code: 'ConditionalCheckFailed', Message: error.message, ...error.details };
  if (error.name === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
  throw error;
}

function consumed({ level }: TransactWriteRequest, changes: readonly Change[]) {
  if (level === undefined) return {};
  const tally = createTally(UNIT_FACTOR);
  for (const change of changes) tally.add(change.table.TableName, writeUnits(change));
  return { ConsumedCapacity: tally.consumed(level, 'WriteCapacityUnits') };
}

/** A transaction that was applied before succeeds again without effect, and costs the reading of its items. */
function replayed({ level }: TransactWriteRequest, writes: readonly Write[], befores: readonly (Item | undefined)[]) {
  if (level === undefined) return {};
  const tally = createTally(UNIT_FACTOR);
  for (const [at, { table }] of writes.entries())
    tally.add(table.TableName, { table: itemReadUnits(befores[at], true), indexes: new Map() });
  return { ConsumedCapacity: tally.consumed(level, 'ReadCapacityUnits') };
}
