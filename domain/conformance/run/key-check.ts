import type { CompiledTable, Key } from '../compiled-table.ts';
import { createKeyHash } from '../keys/hash.ts';
import { createKeyTable, type KeyTable } from '../keys/key-table.ts';
import type { Tally } from '../tally.ts';
import { BAD, type CurrentRow, MISSING } from './current-row.ts';

/** Takes the keys of the current row in, and tells of those that were there before. */
export function createKeyCheck(table: CompiledTable, current: CurrentRow, tally: Tally, from?: readonly number[]) {
  const { keys, check } = table;
  const keyed = Float64Array.from(from ?? new Float64Array(keys.length));
  const tables = keys.map(() => createKeyTable());
  const hash = createKeyHash();
  const { states, values, positions, numeric } = current;

  /** Leaves the key's hash; or says why there is none. */
  const hashed = (key: Key): 'whole' | 'wrong' | 'missing' => {
    const { bytes, starts, ends } = current.cells;
    hash.start();
    for (const field of key.fields) {
      if (states[field] === BAD) return 'wrong';
      if (states[field] === MISSING) return 'missing';
      const value = values[field] as number;
      const position = positions[field] as number;
      if (numeric[field] && Math.abs(value) <= Number.MAX_SAFE_INTEGER) hash.number(value);
      else hash.text(bytes, starts[position] as number, ends[position] as number);
    }
    return 'whole';
  };

  const fail = (key: Key, message: string) =>
    tally.fail(key.uniqueRule, () => ({
      row: current.row,
      column: key.fields.map((field) => check.schema.fields[field]?.name).join(', '),
      value: current.shownOf(key.fields),
      message,
    }));

  return {
    tables: tables as readonly KeyTable[],
    keys() {
      for (let at = 0; at < keys.length; at += 1) {
        const key = keys[at] as Key;
        const found = hashed(key);
        if (found === 'wrong' || (found === 'missing' && !key.primary)) continue;
        keyed[at] = (keyed[at] as number) + 1;
        if (found === 'missing') {
          fail(key, 'is the primary key, no part of which may be missing');
          continue;
        }
        const first = (tables[at] as KeyTable).add(hash.words, current.row, current.offset);
        if (first !== 0 && key.uniqueRule >= 0) fail(key, `stands in row ${first} already`);
      }
    },
    /** rows that have each key */
    counts: () => [...keyed],
  };
}
