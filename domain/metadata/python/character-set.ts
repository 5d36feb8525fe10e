/** Code points as ranges, both ends included, ascending, neither touching nor overlapping. */
export type CharacterSet = readonly (readonly [first: number, last: number])[];

const LAST = 0x10ffff;
/** Neither letters nor digits are assigned from here on (Unicode 17), so that no table is searched further. */
const LAST_LETTER = 0x3ffff;

export const NOTHING: CharacterSet = [];
export const EVERYTHING: CharacterSet = [[0, LAST]];

export const single = (codePoint: number): CharacterSet => [[codePoint, codePoint]];

export function union(...sets: readonly CharacterSet[]): CharacterSet {
  const ranges = sets.flat().sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of ranges) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

export function complement(set: CharacterSet): CharacterSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) gaps.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= LAST) gaps.push([next, LAST]);
  return gaps;
}

export function holds(set: CharacterSet, codePoint: number): boolean {
  let [low, high] = [0, set.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = set[middle] ?? [0, -1];
    if (codePoint < first) high = middle - 1;
    else if (codePoint > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** Every character up to the last assigned letter that stands alone as a string: halves of surrogate pairs do not. */
export function* everyCharacter(): Generator<string> {
  for (let start = 0; start <= LAST_LETTER; start += 0x800) {
    if (start >= 0xd800 && start <= 0xdfff) continue;
    yield String.fromCodePoint(...Array.from({ length: 0x800 }, (_, index) => start + index));
  }
}

/** What runs of characters match, e.g. `/\p{Nd}+/gu`, taken from the Unicode tables of the JavaScript engine. */
function runsOf(runs: RegExp): CharacterSet {
  const found: [number, number][] = [];
  for (const characters of everyCharacter()) {
    for (const { 0: run } of characters.matchAll(runs)) {
      found.push([run.codePointAt(0) ?? 0, run.codePointAt(run.length - (isPairEnd(run) ? 2 : 1)) ?? 0]);
    }
  }
  return union(found);
}

const isPairEnd = (text: string): boolean => /[\u{10000}-\u{10ffff}]$/u.test(text);

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const ASCII_DIGITS: CharacterSet = [[0x30, 0x39]];
const ASCII_WORD: CharacterSet = union([[0x41, 0x5a]], [[0x61, 0x7a]], ASCII_DIGITS, single(0x5f));
const ASCII_SPACES: CharacterSet = union([[0x09, 0x0d]], single(0x20));

/** `str.isspace()`: more than JavaScript's `\s` (U+001C to U+001F, U+0085) and less (U+FEFF). */
const SPACES: CharacterSet = union(
  ASCII_SPACES,
  [[0x1c, 0x1f]],
  ...[0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000].map(single),
  [[0x2000, 0x200a]],
);

/** `str.isdecimal()` */
const digits = once(() => runsOf(/\p{Nd}+/gu));
/** `str.isalnum()` or an underscore */
const word = once(() => runsOf(/[\p{L}\p{N}_]+/gu));

/** What `\d`, `\s` and `\w` mean in a Python pattern for text, with and without the flag `a`. */
export function category(letter: 'd' | 's' | 'w', ascii: boolean): CharacterSet {
  if (letter === 'd') return ascii ? ASCII_DIGITS : digits();
  if (letter === 's') return ascii ? ASCII_SPACES : SPACES;
  return ascii ? ASCII_WORD : word();
}
