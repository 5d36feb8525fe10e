import { type CharacterSet, everyCharacter, holds, single, union } from './character-set.ts';

/** Python folds by the simple lower case, which is the first character of the full one (`İ` alone has more). */
const lower = (character: string): string => String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0);

/** Most characters have no case: this leaves some 2,800 of 200,000. */
const CASED = /\p{Changes_When_Casemapped}/gu;

function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/**
 * Characters that are the same but for their case, by each of them. Python takes characters for the same whose lower
 * cases are, or whose lower cases have the same upper case, such as `s` and `ſ`.
 */
function build(): Map<number, CharacterSet> {
  const cased = Array.from(everyCharacter(), (characters) => characters.match(CASED) ?? []).flat();
  const groups = grouped(cased, (character) => lower(character).toUpperCase());
  const table = new Map<number, CharacterSet>();
  for (const group of groups) {
    const set = union(...group.map((character) => single(character.codePointAt(0) ?? 0)));
    for (const character of group) table.set(character.codePointAt(0) ?? 0, set);
  }
  return table;
}

let table: ReadonlyMap<number, CharacterSet> | undefined;

const ASCII_LETTERS = Array.from({ length: 26 }, (_, index) => [0x41 + index, 0x61 + index] as const);

function caselessAscii(set: CharacterSet): CharacterSet {
  const pairs = ASCII_LETTERS.filter((pair) => pair.some((letter) => holds(set, letter)));
  return union(set, ...pairs.flat().map(single));
}

/**
 * All that a set matches under Python's IGNORECASE: `i` also matches `İ` and `ı`, `s` also `ſ`.
 * @param ascii only ASCII letters have two cases
 */
export function caseless(set: CharacterSet, ascii = false): CharacterSet {
  if (ascii) return caselessAscii(set);
  table ??= build();
  const [first] = set;
  if (set.length === 1 && first?.[0] === first?.[1]) return table.get(first?.[0] ?? 0) ?? set;
  const added: CharacterSet[] = [];
  for (const [character, same] of table) if (holds(set, character)) added.push(same);
  return union(set, ...added);
}
