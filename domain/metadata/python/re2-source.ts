import { type CharacterSet, holds } from './character-set.ts';
import { type PatternNode, PatternRefusal } from './pattern-node.ts';

const BREAK = 0x0a;

/** May some text that this matches have a line break in it? */
function takesBreak(node: PatternNode): boolean {
  switch (node.kind) {
    case 'set':
      return holds(node.set, BREAK);
    case 'assertion':
      return false;
    case 'sequence':
      return node.items.some(takesBreak);
    case 'choice':
      return node.options.some(takesBreak);
    case 'repeat':
      return node.max > 0 && takesBreak(node.item);
  }
}

/**
 * `$` also holds before a last line break. RE2 cannot say that, and need not where nothing behind the `$` can take
 * the break: the whole value must match, so that then only its end is left.
 */
function refuseBreakAfterEnd(node: PatternNode, breakMayFollow: boolean): void {
  if (node.kind === 'assertion' && node.assertion === 'endOrLastBreak' && breakMayFollow) {
    throw new PatternRefusal('What follows "$" can match a line break only; write \\Z for the end of the value');
  }
  if (node.kind === 'choice') for (const option of node.options) refuseBreakAfterEnd(option, breakMayFollow);
  if (node.kind === 'repeat') refuseBreakAfterEnd(node.item, breakMayFollow || (node.max > 1 && takesBreak(node.item)));
  if (node.kind === 'sequence') {
    let may = breakMayFollow;
    for (const item of node.items.toReversed()) {
      refuseBreakAfterEnd(item, may);
      may ||= takesBreak(item);
    }
  }
}

function boundaries(node: PatternNode): Set<'ascii' | 'unicode'> {
  if (node.kind === 'assertion' && (node.assertion === 'boundary' || node.assertion === 'noBoundary')) {
    return new Set([node.ascii ? 'ascii' : 'unicode']);
  }
  if (node.kind === 'repeat') return boundaries(node.item);
  const parts = node.kind === 'sequence' ? node.items : node.kind === 'choice' ? node.options : [];
  return new Set(parts.flatMap((part) => [...boundaries(part)]));
}

const ASSERTIONS = {
  start: String.raw`\A`,
  end: String.raw`\z`,
  endOrLastBreak: String.raw`\z`,
  lineStart: '(?m:^)',
  lineEnd: '(?m:$)',
  boundary: String.raw`\b`,
  noBoundary: String.raw`\B`,
} as const;

const hex = (codePoint: number): string => String.raw`\x{${codePoint.toString(16)}}`;

function printSet(set: CharacterSet): string {
  const [first] = set;
  if (first === undefined) return String.raw`[^\x{0}-\x{10ffff}]`;
  if (set.length === 1 && first[0] === first[1]) {
    const character = String.fromCodePoint(first[0]);
    return /[A-Za-z0-9]/.test(character) ? character : hex(first[0]);
  }
  return `[${set.map(([low, high]) => (low === high ? hex(low) : `${hex(low)}-${hex(high)}`)).join('')}]`;
}

function print(node: PatternNode, character: (set: string) => string): string {
  switch (node.kind) {
    case 'set':
      return character(printSet(node.set));
    case 'assertion':
      return ASSERTIONS[node.assertion];
    case 'sequence':
      return node.items.map((item) => print(item, character)).join('');
    case 'choice':
      return `(?:${node.options.map((option) => print(option, character)).join('|')})`;
    case 'repeat':
      return `(?:${print(node.item, character)})${printCounts(node.min, node.max)}`;
  }
}

function printCounts(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

export interface Re2Source {
  /** RE2 syntax without groups or flags */
  source: string;
  /** `source` matches `withNeighbours(value)` instead of the value */
  neighbours: boolean;
}

/** @throws PatternRefusal for the rare patterns that RE2 has no words for */
export function printRe2(node: PatternNode): Re2Source {
  refuseBreakAfterEnd(node, false);
  const kinds = boundaries(node);
  if (kinds.size > 1) throw new PatternRefusal('\\b cannot stand both inside and outside of (?a:…) in one pattern');
  const neighbours = kinds.has('unicode');
  return { source: print(node, neighbours ? (set) => `(?:(?s:.)${set}(?s:.))` : (set) => set), neighbours };
}

const WORD = /[\p{L}\p{N}_]/u;

/**
 * Every character between two marks that say whether it belongs to a word. RE2's `\b` knows ASCII words only; between
 * the marks of neighbouring characters it finds the boundaries of all words. Line breaks are their own marks, so that
 * `^` and `$` still see them.
 */
export function withNeighbours(value: string): string {
  let marked = '';
  for (const character of value) {
    const mark = character === '\n' ? '\n' : WORD.test(character) ? 'w' : '-';
    marked += mark + character + mark;
  }
  return marked;
}
