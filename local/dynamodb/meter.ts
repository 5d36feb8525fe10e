import { readUnits, writeUnits } from './capacity.ts';
import { itemSize } from './item-size.ts';
import type { Item } from './types.ts';
import type { Change } from './write.ts';

/** What one item of a request cost, or what a query did. */
export interface Spent {
  /** the function's logical id, or `operator` */
  readonly caller: string;
  readonly operation: string;
  /** the item, at least with its keys; of a query what its keys are compared with first */
  readonly key: Item;
  /** that a query reads */
  readonly index?: string | undefined;
  /** of a write the larger of before and after */
  readonly bytes: number;
  /** read or write units, without those of indexes that are written */
  readonly units: number;
  /** write units by index */
  readonly indexUnits: Readonly<Record<string, number>>;
}

/** Is told of everything that is read and written. */
export type Meter = (spent: Spent) => void;

/** What an operation tells of one request. */
export interface RequestMeter {
  wrote(change: Change): void;
  read(key: Item, bytes: number, consistent: boolean | undefined, index?: string): void;
}

/** A transaction prepares and commits each of its items. Indexes hear of it once, when it is complete. */
const factorOf = (operation: string): number => (operation.startsWith('Transact') ? 2 : 1);

export function meterRequest(meter: Meter, caller: string, operation: string): RequestMeter {
  const factor = factorOf(operation);
  return {
    wrote(change) {
      const { before, after } = change;
      const { table, indexes } = writeUnits(change);
      meter({
        caller,
        operation,
        key: after ?? before ?? {},
        bytes: Math.max(before ? itemSize(before) : 0, after ? itemSize(after) : 0),
        units: table * factor,
        indexUnits: Object.fromEntries(indexes),
      });
    },
    read: (key, bytes, consistent, index) =>
      meter({ caller, operation, key, index, bytes, units: readUnits(bytes, consistent) * factor, indexUnits: {} }),
  };
}
