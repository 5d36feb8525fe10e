import { matches } from './conditions.ts';
import { db } from './dynalite.ts';
import { conditionFailed, throwIfRejected, validationError } from './errors.ts';
import { checkIndexKeys } from './indexes.ts';
import { itemSize, MAX_ITEM_BYTES } from './item-size.ts';
import { itemAddress, itemKey } from './keys.ts';
import type { Storage } from './storage.ts';
import type { Item, Table, WriteRequest } from './types.ts';
import { applyUpdate } from './update.ts';

export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** One validated write of one item, not yet evaluated. */
export interface Write {
  readonly kind: WriteKind;
  readonly table: Table;
  readonly key: string;
  /** where the item lies, and the name of its lock */
  readonly address: string;
  readonly request: WriteRequest;
}

/** What a write does to its item. `before` and `after` are `undefined` where there is no item. */
export interface Change {
  readonly table: Table;
  readonly key: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface Outcome {
  readonly change: Change;
  /** what ReturnValues asks for */
  readonly attributes?: Item | undefined;
}

/** @throws DynamoDbError ValidationException where the key or the item does not fit the table */
export function planWrite(kind: WriteKind, table: Table, request: WriteRequest): Write {
  const keyed = request.Item ?? request.Key ?? {};
  throwIfRejected(kind === 'Put' ? db.validateItem(keyed, table) : db.validateKey(keyed, table));
  if (kind === 'Put') checkItem(table, keyed);
  const key = itemKey(table, keyed);
  return { kind, table, key, address: itemAddress(table, key), request };
}

/**
 * Evaluates a write against the item as it is; nothing is stored.
 * @throws DynamoDbError ConditionalCheckFailedException, or ValidationException where the update does not fit the item
 */
export function evaluate(write: Write, before: Item | undefined, storage: Storage): Outcome {
  const { table, key, request } = write;
  const { _condition, ReturnValuesOnConditionCheckFailure: onFailure } = request;
  if (_condition && !matches(before ?? {}, _condition.expression))
    throw conditionFailed(onFailure === 'ALL_OLD' ? before : undefined);
  const change = (after: Item | undefined): Change => ({ table, key, before, after });
  const old = request.ReturnValues === 'ALL_OLD' ? before : undefined;
  switch (write.kind) {
    case 'Put':
      return { change: change(request.Item), attributes: old };
    case 'Delete':
      return { change: change(undefined), attributes: old };
    case 'ConditionCheck':
      return { change: change(before) };
    case 'Update': {
      const { after, attributes } = applyUpdate(table, request, before, storage);
      checkItem(table, after);
      return { change: change(after), attributes };
    }
  }
}

function checkItem(table: Table, item: Item): void {
  checkIndexKeys(table, item);
  if (itemSize(item) > MAX_ITEM_BYTES) throw validationError('Item size has exceeded the maximum allowed size');
}
