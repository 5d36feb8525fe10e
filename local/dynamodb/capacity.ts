import { isDeepStrictEqual } from 'node:util';
import { type IndexChange, indexChanges } from './indexes.ts';
import { itemSize } from './item-size.ts';
import type { Item } from './types.ts';
import type { Change } from './write.ts';

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** Units that one request used on one table, as ReturnConsumedCapacity reports them. */
export interface Units {
  table: number;
  readonly indexes: Map<string, number>;
}

/** Read units: one per started 4 KB, half of that when eventually consistent, and at least one started 4 KB. */
export function readUnits(bytes: number, consistent: boolean | undefined): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
}

export const itemReadUnits = (item: Item | undefined, consistent: boolean | undefined) =>
  readUnits(item ? itemSize(item) : 0, consistent);

/** Write units of one change: the larger of the item before and after, and what each index has to be told. */
export function writeUnits({ table, before, after }: Change): Units {
  const units: Units = { table: Math.max(unitsOf(before), unitsOf(after), 1), indexes: new Map() };
  for (const change of indexChanges(table, before, after)) {
    const spent = indexUnits(change);
    if (spent > 0) units.indexes.set(change.index.IndexName, spent);
  }
  return units;
}

/** A moved entry is deleted and put: two writes. An entry whose projected attributes stay the same costs nothing. */
function indexUnits({ old, new: now }: IndexChange): number {
  if (!old || !now || old.key !== now.key) return unitsOf(old?.item) + unitsOf(now?.item);
  // what comes from the disk has prototypes of its own, which a strict comparison looks at
  if (isDeepStrictEqual(structuredClone(old.item), structuredClone(now.item))) return 0;
  return Math.max(unitsOf(old.item), unitsOf(now.item));
}

function unitsOf(item: Item | undefined): number {
  return item ? Math.ceil(itemSize(item) / WRITE_UNIT_BYTES) : 0;
}

/** `ConsumedCapacity` of one table, or nothing where it was not asked for. Transactions also say which kind of unit. */
export function consumedCapacity(
  level: 'NONE' | 'TOTAL' | 'INDEXES' | undefined,
  tableName: string,
  units: Units,
  kind?: 'ReadCapacityUnits' | 'WriteCapacityUnits',
) {
  if (level !== 'TOTAL' && level !== 'INDEXES') return undefined;
  const spent = (amount: number) => ({ CapacityUnits: amount, ...(kind && { [kind]: amount }) });
  const total = { TableName: tableName, ...spent([...units.indexes.values()].reduce((a, b) => a + b, units.table)) };
  if (level === 'TOTAL') return total;
  const indexes = [...units.indexes].map(([name, amount]) => [name, spent(amount)]);
  return {
    ...total,
    Table: spent(units.table),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: Object.fromEntries(indexes) }),
  };
}

/**
 * Adds up units by table, for requests that touch several items. `factor` is 2 in transactions, for their items alone:
 * indexes are told once, after the transaction.
 */
export function createTally(factor = 1) {
  const byTable = new Map<string, Units>();
  return {
    add(tableName: string, units: Units) {
      const sum = byTable.get(tableName) ?? { table: 0, indexes: new Map<string, number>() };
      sum.table += units.table * factor;
      for (const [name, amount] of units.indexes) sum.indexes.set(name, (sum.indexes.get(name) ?? 0) + amount);
      byTable.set(tableName, sum);
    },
    consumed(level: 'NONE' | 'TOTAL' | 'INDEXES' | undefined, kind?: 'ReadCapacityUnits' | 'WriteCapacityUnits') {
      if (level !== 'TOTAL' && level !== 'INDEXES') return undefined;
      return [...byTable].map(([name, units]) => consumedCapacity(level, name, units, kind));
    },
  };
}
