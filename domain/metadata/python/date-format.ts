import { caseless } from './case-folding.ts';
import { category, holds, single } from './character-set.ts';
import { COMPOUND, MONTHS, short, WEEKDAYS } from './date-names.ts';

/** Why a format is not accepted, as a sentence for whoever wrote it. */
export class FormatRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FormatRefusal';
  }
}

export interface FormatPart {
  /** a letter for a directive, `%` and white space included as literals */
  kind: 'directive' | 'literal' | 'space';
  text: string;
}

// A digit of any script, which is what Python's \d means here.
const D = String.raw`\p{Nd}`;
const anyOf = (names: readonly string[]): string =>
  names
    .toSorted((a, b) => b.length - a.length)
    .map((name) => Array.from(name, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`).join(''))
    .join('|');

/** What each directive reads. The order of the alternatives decides: the first that lets the rest follow is taken. */
const READS: Readonly<Record<string, string>> = {
  a: anyOf(WEEKDAYS.map(short)),
  A: anyOf(WEEKDAYS),
  b: anyOf(MONTHS.map(short)),
  B: anyOf(MONTHS),
  d: `3[0-1]|[1-2]${D}|0[1-9]|[1-9]| [1-9]`,
  f: '[0-9]{1,6}',
  G: `${D}{4}`,
  H: `2[0-3]|[0-1]${D}|${D}`,
  I: '1[0-2]|0[1-9]|[1-9]',
  j: `36[0-6]|3[0-5]${D}|[1-2]${D}${D}|0[1-9]${D}|00[1-9]|[1-9]${D}|0[1-9]|[1-9]`,
  m: '1[0-2]|0[1-9]|[1-9]',
  M: `[0-5]${D}|${D}`,
  p: anyOf(['AM', 'PM']),
  S: `6[0-1]|[0-5]${D}|${D}`,
  u: '[1-7]',
  U: `5[0-3]|[0-4]${D}|${D}`,
  V: `5[0-3]|0[1-9]|[1-4]${D}|${D}`,
  w: '[0-6]',
  W: `5[0-3]|[0-4]${D}|${D}`,
  y: `${D}{2}`,
  Y: `${D}{4}`,
  z: String.raw`[+\-]${D}{2}:?[0-5]${D}(?::?[0-5]${D}(?:\.${D}{1,6})?)?|Z`,
  Z: anyOf(['UTC', 'GMT']),
};

const isSpace = (character: string): boolean => holds(category('s', false), character.codePointAt(0) ?? 0);

/**
 * Takes a format apart; runs of white space are one part.
 * @throws FormatRefusal for directives that there are not
 */
export function readFormat(format: string): FormatPart[] {
  const parts: FormatPart[] = [];
  const characters = format[Symbol.iterator]();
  for (const character of characters) {
    if (character === '%') {
      const letter = characters.next().value ?? '';
      parts.push(readDirective(letter));
    } else if (!isSpace(character)) {
      parts.push({ kind: 'literal', text: character });
    } else if (parts.at(-1)?.kind === 'space') {
      parts.push({ kind: 'space', text: (parts.pop()?.text ?? '') + character });
    } else {
      parts.push({ kind: 'space', text: character });
    }
  }
  return parts;
}

function readDirective(letter: string): FormatPart {
  if (letter === '') throw new FormatRefusal('The format ends in a lone "%"; write %% for a percent sign.');
  if (letter === '%') return { kind: 'literal', text: '%' };
  if (Object.hasOwn(READS, letter) || Object.hasOwn(COMPOUND, letter)) return { kind: 'directive', text: letter };
  throw new FormatRefusal(
    `"%${letter}" is no directive. There are ${[...Object.keys(READS), ...Object.keys(COMPOUND)].join(', ')}, each after a "%", and %%.`,
  );
}

/** The directives of a format, compound ones taken apart. */
export const simpleParts = (parts: readonly FormatPart[]): FormatPart[] =>
  parts.flatMap((part) => {
    const compound = part.kind === 'directive' ? COMPOUND[part.text] : undefined;
    return compound === undefined ? [part] : readFormat(compound);
  });

const hex = (codePoint: number): string => String.raw`\u{${codePoint.toString(16)}}`;
const classOf = (set: readonly (readonly [number, number])[]): string =>
  `[${set.map(([first, last]) => `${hex(first)}-${hex(last)}`).join('')}]`;

/**
 * The expression that reads a text, each directive being a group of its name. Matches what stands at the beginning of
 * the text, as Python's does: whether something is left is for the caller to see.
 */
export function readingExpression(parts: readonly FormatPart[]): RegExp {
  const sources = parts.map(({ kind, text }) => {
    if (kind === 'directive') return `(?<${text}>${READS[text]})`;
    if (kind === 'space') return `${classOf(category('s', false))}+`;
    return classOf(caseless(single(text.codePointAt(0) ?? 0)));
  });
  return new RegExp(sources.join(''), 'uy');
}
