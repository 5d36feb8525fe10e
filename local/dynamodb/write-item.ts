import type { Caller } from '../aws/caller.ts';
import { authorize } from './authorize.ts';
import { consumedCapacity, writeUnits } from './capacity.ts';
import { commit } from './commit.ts';
import type { Database } from './database.ts';
import { leadingKey } from './keys.ts';
import { parseRequest } from './request.ts';
import type { Item, WriteRequest } from './types.ts';
import { evaluate, planWrite, type WriteKind } from './write.ts';

const KINDS = { PutItem: 'Put', UpdateItem: 'Update', DeleteItem: 'Delete' } as const satisfies Record<
  string,
  WriteKind
>;

/** PutItem, UpdateItem and DeleteItem. */
export function writeItem(operation: keyof typeof KINDS) {
  return async ({ storage, tables, locks, ...rest }: Database, body: unknown, caller: Caller) => {
    const request = parseRequest<WriteRequest>(operation, body, storage);
    const name = request.TableName;
    const keySchema = tables.find(name)?.KeySchema ?? [];
    authorize(caller, operation, { table: name }, [leadingKey(keySchema, request.Item ?? request.Key)]);
    const write = planWrite(KINDS[operation], tables.get(name), request);
    return locks.hold([write.address], async () => {
      const before = storage.read<Item>(write.address);
      const { change, attributes } = evaluate(write, before, storage);
      await commit({ storage, tables, locks, ...rest }, [change]);
      const level = request.ReturnConsumedCapacity;
      return {
        Attributes: attributes,
        ConsumedCapacity: level && consumedCapacity(level, name, writeUnits(change)),
      };
    });
  };
}
