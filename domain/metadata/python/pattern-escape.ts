import { type CharacterSet, category, complement, single } from './character-set.ts';
import type { Flags } from './pattern-flags.ts';
import { type Assertion, refuse } from './pattern-node.ts';
import type { Scanner } from './pattern-scanner.ts';

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const ASSERTIONS: Readonly<Record<string, Assertion>> = { A: 'start', Z: 'end', b: 'boundary', B: 'noBoundary' };
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const OCTAL = /^[0-7]$/;

/** What an escape stands for: one character, a category, or (outside of sets) a place. */
export type Escaped = { codePoint: number } | { set: CharacterSet } | { assertion: Assertion };

/** @param token the escape that was just taken, such as `\d` */
export function readEscape(scanner: Scanner, token: string, flags: Flags, inSet: boolean): Escaped {
  const letter = token.slice(1);
  const lower = letter.toLowerCase();
  if (lower === 'd' || lower === 's' || lower === 'w') {
    const set = category(lower, flags.ascii);
    return { set: letter === lower ? set : complement(set) };
  }
  if (inSet && letter === 'b') return { codePoint: 8 };
  const assertion = ASSERTIONS[letter];
  if (assertion !== undefined && !inSet) return { assertion };
  const control = CONTROLS[letter];
  if (control !== undefined) return { codePoint: control };
  return { codePoint: readCodePoint(scanner, letter, inSet) };
}

function readCodePoint(scanner: Scanner, letter: string, inSet: boolean): number {
  const at = scanner.position() - 2;
  const length = HEX_LENGTHS[letter];
  if (length !== undefined) return readHex(scanner, letter, length, at);
  if (letter === 'N') throw refuse('Characters cannot be named; write \\u and four hexadecimal digits', at);
  if (/^[0-9]$/.test(letter)) return readOctal(scanner, letter, inSet, at);
  if (/^[A-Za-z]$/.test(letter)) throw refuse(`"\\${letter}" means nothing in Python; write "${letter}"`, at);
  return letter.codePointAt(0) ?? 0;
}

function readHex(scanner: Scanner, letter: string, length: number, at: number): number {
  const digits = scanner.takeWhile(/^[0-9A-Fa-f]$/, length);
  if (digits.length !== length) throw refuse(`"\\${letter}" takes ${length} hexadecimal digits`, at);
  const codePoint = Number.parseInt(digits, 16);
  if (codePoint > 0x10ffff) throw refuse(`"\\${letter}${digits}" is beyond the last character, U+10FFFF`, at);
  return codePoint;
}

/** `\0`, `\012`: octal. Outside of sets a number that is not three octal digits refers to a group. */
function readOctal(scanner: Scanner, first: string, inSet: boolean, at: number): number {
  const start = scanner.position();
  const digits = OCTAL.test(first) ? first + scanner.takeWhile(OCTAL, 2) : first;
  if (!inSet && first !== '0' && digits.length !== 3) {
    scanner.seek(start);
    throw refuse(`A reference to a group, such as "\\${first}", cannot be checked in linear time; write it out`, at);
  }
  if (!OCTAL.test(first)) throw refuse(`"\\${first}" means nothing inside of brackets`, at);
  const codePoint = Number.parseInt(digits, 8);
  if (codePoint > 0o377) throw refuse(`The octal number "\\${digits}" is larger than \\377`, at);
  return codePoint;
}

export const setOf = (escaped: Exclude<Escaped, { assertion: Assertion }>): CharacterSet =>
  'set' in escaped ? escaped.set : single(escaped.codePoint);
