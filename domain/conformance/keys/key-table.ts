/** Words of an entry: three of the hash, the row, and the row's place in the file with how often the key was seen. */
export const ENTRY_WORDS = 6;
export const PARTITIONS = 256;
/** Words before the entries of a run: where each partition begins, and where the last one ends. */
export const RUN_HEADER_WORDS = PARTITIONS + 1;

/** 12 MiB; a table of a gigabyte has some ten million keys, which makes thirty runs. */
const MOST_SLOTS = 2 ** 19;
const FIRST_SLOTS = 2 ** 10;
const MOST_SEEN = 0xffff;

/** Where a key was seen. */
export interface Seen {
  row: number;
  /** byte of the file at which the row begins; 0 where that is not known */
  offset: number;
  /** rows with this key, as far as they are counted here */
  count: number;
}

/** A set of keys by their hashes, in typed arrays: a row costs no object, and a full table is written out as a run. */
export interface KeyTable {
  readonly size: number;
  /** so full that it must be emptied by `takeRun` soon; there is place for some ten thousand more */
  readonly full: boolean;
  /** @returns the row that had the key first, or 0 where it is new */
  add(words: Uint32Array, row: number, offset: number): number;
  has(words: Uint32Array): boolean;
  /** all entries, ordered by partition behind a header that says where each begins; the table is empty afterwards */
  takeRun(): Uint32Array;
}

export function createKeyTable(mostSlots = MOST_SLOTS): KeyTable {
  let slots = new Uint32Array(FIRST_SLOTS * ENTRY_WORDS);
  let shift = 22;
  let size = 0;
  return {
    get size() {
      return size;
    },
    get full() {
      return size >= mostSlots * FILLED;
    },
    add(words, row, offset) {
      const capacity = slots.length / ENTRY_WORDS;
      if (size >= capacity * FILLED && capacity < mostSlots) {
        shift -= 1;
        slots = grown(slots, shift);
      }
      const at = slotOf(slots, shift, words, MOST_SEEN);
      if (slots[at + 3] !== 0) {
        slots[at + 5] = (slots[at + 5] as number) + ONCE;
        return slots[at + 3] as number;
      }
      for (let word = 0; word < 3; word += 1) slots[at + word] = words[word] as number;
      slots[at + 3] = row;
      slots[at + 4] = offset % 2 ** 32;
      slots[at + 5] = ONCE + Math.floor(offset / 2 ** 32);
      size += 1;
      return 0;
    },
    has: (words) => slots[slotOf(slots, shift, words, MOST_SEEN + 1) + 3] !== 0,
    takeRun() {
      const run = inPartitions(slots, size);
      slots.fill(0);
      size = 0;
      return run;
    },
  };
}

/** Share of the slots that may be taken: beyond, keys crowd. */
const FILLED = 0.6;
/** One row, in the upper half of an entry's last word. */
const ONCE = 0x10000;

/**
 * The slot of the key, or the empty one in which it belongs; entries that have been seen `most` times are passed over,
 * since they cannot count further. Places go by the second word of the hash and partitions by the first: the keys of one
 * partition would all crowd into the same part of the table otherwise.
 */
function slotOf(slots: Uint32Array, shift: number, words: Uint32Array, most: number): number {
  const [a, b, c] = [words[0] as number, words[1] as number, words[2] as number];
  let at = (b >>> shift) * ENTRY_WORDS;
  while (slots[at + 3] !== 0) {
    const same = slots[at] === a && slots[at + 1] === b && slots[at + 2] === c;
    if (same && (slots[at + 5] as number) >>> 16 < most) return at;
    at = at + ENTRY_WORDS === slots.length ? 0 : at + ENTRY_WORDS;
  }
  return at;
}

function grown(old: Uint32Array, shift: number): Uint32Array<ArrayBuffer> {
  const slots = new Uint32Array(old.length * 2);
  for (let from = 0; from < old.length; from += ENTRY_WORDS) {
    if (old[from + 3] === 0) continue;
    let at = ((old[from + 1] as number) >>> shift) * ENTRY_WORDS;
    while (slots[at + 3] !== 0) at = at + ENTRY_WORDS === slots.length ? 0 : at + ENTRY_WORDS;
    copyEntry(old, from, slots, at);
  }
  return slots;
}

function copyEntry(from: Uint32Array, start: number, to: Uint32Array, at: number): void {
  for (let word = 0; word < ENTRY_WORDS; word += 1) to[at + word] = from[start + word] as number;
}

function inPartitions(slots: Uint32Array, size: number): Uint32Array {
  const run = new Uint32Array(RUN_HEADER_WORDS + size * ENTRY_WORDS);
  const next = new Uint32Array(RUN_HEADER_WORDS);
  for (let at = 0; at < slots.length; at += ENTRY_WORDS) {
    if (slots[at + 3] !== 0)
      next[((slots[at] as number) >>> 24) + 1] = (next[((slots[at] as number) >>> 24) + 1] ?? 0) + 1;
  }
  for (let partition = 1; partition <= PARTITIONS; partition += 1) {
    next[partition] = (next[partition] as number) + (next[partition - 1] as number);
  }
  run.set(next);
  for (let at = 0; at < slots.length; at += ENTRY_WORDS) {
    if (slots[at + 3] === 0) continue;
    const partition = (slots[at] as number) >>> 24;
    const place = next[partition] as number;
    next[partition] = place + 1;
    copyEntry(slots, at, run, RUN_HEADER_WORDS + place * ENTRY_WORDS);
  }
  return run;
}

/** What the entry at this word says. */
export function seenAt(entries: Uint32Array, at: number): Seen {
  const last = entries[at + 5] as number;
  return {
    row: entries[at + 3] as number,
    offset: (last & 0xffff) * 2 ** 32 + (entries[at + 4] as number),
    count: last >>> 16,
  };
}
