import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyHash } from '../../../domain/conformance/keys/hash.ts';
import { createKeyTable } from '../../../domain/conformance/keys/key-table.ts';
import { missingKeys, repeatedKeys } from '../../../domain/conformance/keys/merge.ts';

const utf8 = new TextEncoder();

const hash = createKeyHash();
function hashOf(...columns: (string | number)[]): Uint32Array {
  hash.start();
  for (const column of columns) {
    if (typeof column === 'number') hash.number(column);
    else hash.text(utf8.encode(column), 0, utf8.encode(column).length);
  }
  return hash.words.slice();
}

/** Runs of a column of keys, each of at most `size` rows, as a table writes them; offsets are ten times the row. */
function runsOf(values: readonly string[], size: number) {
  const runs = new Map<string, Uint32Array>();
  const table = createKeyTable();
  const repeatedInRun: number[] = [];
  for (const [index, value] of values.entries()) {
    if (table.add(hashOf(value), index + 1, (index + 1) * 10) !== 0) repeatedInRun.push(index + 1);
    if ((index + 1) % size === 0) runs.set(`run${runs.size}`, table.takeRun());
  }
  if (table.size > 0) runs.set(`run${runs.size}`, table.takeRun());
  const read = async (name: string, start: number, end: number) => {
    const run = runs.get(name) as Uint32Array;
    return new Uint8Array(run.buffer, run.byteOffset, run.byteLength).slice(start, end);
  };
  return { names: [...runs.keys()], read, repeatedInRun };
}

const keyLists = fc.array(fc.constantFrom('a', 'b', 'c', 'dd', 'eee', 'ffffffffffffffffff', ''), { maxLength: 60 });

describe('the hash of a key', () => {
  it('differs where any column does, and only there', () => {
    const keys = [
      ['a'],
      ['b'],
      ['a', ''],
      ['', 'a'],
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc'],
      ['a\0'],
      [1],
      ['1'],
      [1.5],
      [2 ** 53],
    ];
    const words = keys.map((key) => hashOf(...key).join());
    expect(new Set(words).size).toBe(keys.length);
    expect(keys.map((key) => hashOf(...key).join())).toEqual(words);
    expect(hashOf(0)).toEqual(hashOf(-0));
  });

  it('spreads short and similar keys evenly', () => {
    const table = createKeyTable(2 ** 20);
    let taken = 0;
    for (let number = 1; number <= 200_000; number += 1) {
      if (table.add(hashOf(`SMP-${number}`), number, 0) !== 0) taken += 1;
      if (table.add(hashOf(number), number, 0) !== 0) taken += 1;
    }
    expect(taken).toBe(0);
    const starts = table.takeRun();
    const sizes = Array.from({ length: 256 }, (_, at) => (starts[at + 1] ?? 0) - (starts[at] ?? 0));
    // 400,000 keys in 256 partitions: 1562 each, with a standard deviation of 40
    expect(Math.min(...sizes)).toBeGreaterThan(1_350);
    expect(Math.max(...sizes)).toBeLessThan(1_780);
  });
});

describe('keys that stand twice', () => {
  it('are found in runs of any size', async () => {
    await fc.assert(
      fc.asyncProperty(keyLists, fc.integer({ min: 1, max: 70 }), async (values, size) => {
        const { names, read, repeatedInRun } = runsOf(values, size);
        const found: number[] = [...repeatedInRun];
        await repeatedKeys(names, read, ({ row, offset }, first) => {
          found.push(row);
          expect([offset, values[first - 1]]).toEqual([row * 10, values[row - 1]]);
          expect(first).toBe(values.indexOf(values[row - 1] ?? '') + 1);
        });
        const expected = values.flatMap((value, index) => (values.indexOf(value) < index ? [index + 1] : []));
        expect(found.toSorted((a, b) => a - b)).toEqual(expected);
      }),
    );
  });
});

describe('keys that are not among others', () => {
  it('are counted, each with a row that has it', async () => {
    await fc.assert(
      fc.asyncProperty(keyLists, keyLists, fc.integer({ min: 1, max: 70 }), async (values, others, size) => {
        const own = runsOf(values, size);
        const targets = runsOf(others, 7);
        const read = (name: string, start: number, end: number) =>
          name.startsWith('target') ? targets.read(name.slice(7), start, end) : own.read(name, start, end);
        let count = 0;
        await missingKeys(
          own.names,
          targets.names.map((name) => `target-${name}`),
          read,
          (seen) => {
            count += seen.count;
            expect(others).not.toContain(values[seen.row - 1]);
          },
        );
        expect(count).toBe(values.filter((value) => !others.includes(value)).length);
      }),
    );
  });
});

describe('a table of keys', () => {
  it('keeps places beyond 4 GiB, and counts beyond 65,535 rows', () => {
    const table = createKeyTable();
    for (let row = 1; row <= 70_000; row += 1) table.add(hashOf('same'), row, 5 * 2 ** 40 + 7);
    const run = table.takeRun();
    const entries = run.subarray(257);
    const counts = [0, 6].map((at) => (entries[at + 5] ?? 0) >>> 16);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(70_000);
    expect(((entries[5] ?? 0) & 0xffff) * 2 ** 32 + (entries[4] ?? 0)).toBe(5 * 2 ** 40 + 7);
    expect(table.size).toBe(0);
  });
});
