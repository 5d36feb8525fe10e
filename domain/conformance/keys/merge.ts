import { createKeyTable, ENTRY_WORDS, PARTITIONS, RUN_HEADER_WORDS, type Seen, seenAt } from './key-table.ts';

/** Reads bytes `start` to `end` of one run. */
export type ReadRun = (name: string, start: number, end: number) => Promise<Uint8Array>;

/** Keys that are held at a time; the table for them takes 25 MiB. */
const HELD = 600_000;

interface OpenRun {
  name: string;
  /** index of the first entry of each partition, and behind the last one */
  starts: Uint32Array;
}

/** Called for each row whose key breaks the rule; `first` is the row that has the key first, where there is one. */
export type Told = (seen: Seen, first: number) => void;

/**
 * Keys of one table that stand in more than one of its runs. Partition by partition, so that memory is bounded
 * whatever the table's size.
 * @param names runs in the order of their rows
 */
export async function repeatedKeys(names: readonly string[], read: ReadRun, tell: Told): Promise<void> {
  if (names.length < 2) return;
  const runs = await openAll(names, read);
  for (const [from, to] of groups(runs)) {
    const table = createKeyTable(Number.POSITIVE_INFINITY);
    for (const run of runs) {
      await eachEntry(run, from, to, read, (entries, at) => {
        const seen = seenAt(entries, at);
        const first = table.add(entries.subarray(at, at + 3), seen.row, seen.offset);
        if (first !== 0) tell(seen, first);
      });
    }
  }
}

/** Keys of the one table that are not among those of the other. */
export async function missingKeys(
  names: readonly string[],
  among: readonly string[],
  read: ReadRun,
  tell: Told,
): Promise<void> {
  const [runs, targets] = [await openAll(names, read), await openAll(among, read)];
  for (const [from, to] of groups(targets)) {
    const table = createKeyTable(Number.POSITIVE_INFINITY);
    for (const run of targets) {
      await eachEntry(run, from, to, read, (entries, at) => table.add(entries.subarray(at, at + 3), 1, 0));
    }
    for (const run of runs) {
      await eachEntry(run, from, to, read, (entries, at) => {
        if (!table.has(entries.subarray(at, at + 3))) tell(seenAt(entries, at), 0);
      });
    }
  }
}

const openAll = (names: readonly string[], read: ReadRun): Promise<OpenRun[]> =>
  Promise.all(names.map(async (name) => ({ name, starts: words(await read(name, 0, RUN_HEADER_WORDS * 4)) })));

/** Ranges of partitions that hold about as many entries as may be held. */
function groups(runs: readonly OpenRun[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  let from = 0;
  let held = 0;
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const size = runs.reduce((sum, { starts }) => sum + entries(starts, partition, partition + 1), 0);
    if (held > 0 && held + size > HELD) {
      found.push([from, partition]);
      [from, held] = [partition, 0];
    }
    held += size;
  }
  return [...found, [from, PARTITIONS]];
}

const entries = (starts: Uint32Array, from: number, to: number): number =>
  (starts[to] as number) - (starts[from] as number);

async function eachEntry(
  { name, starts }: OpenRun,
  from: number,
  to: number,
  read: ReadRun,
  take: (entries: Uint32Array, at: number) => void,
): Promise<void> {
  if (entries(starts, from, to) === 0) return;
  const byte = (partition: number) => (RUN_HEADER_WORDS + (starts[partition] as number) * ENTRY_WORDS) * 4;
  const found = words(await read(name, byte(from), byte(to)));
  for (let at = 0; at < found.length; at += ENTRY_WORDS) take(found, at);
}

/** The bytes as 32-bit words; a buffer whose beginning is not aligned is copied. */
function words(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}
