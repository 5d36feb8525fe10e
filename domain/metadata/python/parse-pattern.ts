import { caseless } from './case-folding.ts';
import { type CharacterSet, complement, EVERYTHING, single } from './character-set.ts';
import { readEscape, setOf } from './pattern-escape.ts';
import { type Flags, NO_FLAGS } from './pattern-flags.ts';
import { openGroup } from './pattern-group.ts';
import { type PatternNode, refuse } from './pattern-node.ts';
import { readQuantifier } from './pattern-quantifier.ts';
import { type Scanner, scanPattern } from './pattern-scanner.ts';
import { readSet } from './pattern-set.ts';

/** Groups within groups: more are a mistake, and would take more stack than there is. */
const DEEPEST = 100;

const NO_BREAK = complement(single(0x0a));

interface Reading {
  scanner: Scanner;
  names: Set<string>;
}

interface Item {
  node: PatternNode;
  /** what a quantifier behind it is: fine, the second one, or one of nothing */
  repeatable: 'yes' | 'repeated' | 'no';
}

/**
 * Reads a pattern as Python 3.11's `re` does for text.
 * @throws PatternRefusal for what Python refuses, and for what cannot be checked in linear time
 */
export function parsePattern(pattern: string): PatternNode {
  const reading: Reading = { scanner: scanPattern(pattern), names: new Set() };
  const { scanner } = reading;
  const flags = readGlobalFlags(scanner);
  const node = readChoice(reading, flags, 0);
  if (scanner.peek() !== undefined) throw refuse('There is a ")" without its "("', scanner.position());
  return node;
}

/** `(?i)` and the like, which stand first, though after comments (and white space, once `x` is on). */
function readGlobalFlags(scanner: Scanner): Flags {
  let flags = NO_FLAGS;
  for (;;) {
    while (skipBlank(scanner, flags));
    const start = scanner.position();
    if (!scanner.match('(')) return flags;
    const group = openGroup(scanner, flags, undefined);
    if (group === 'comment') continue;
    if (!group.global) {
      scanner.seek(start);
      return flags;
    }
    flags = group.flags;
  }
}

function readChoice(reading: Reading, flags: Flags, depth: number): PatternNode {
  const options = [readSequence(reading, flags, depth)];
  while (reading.scanner.match('|')) options.push(readSequence(reading, flags, depth));
  const [only, ...others] = options;
  return only !== undefined && others.length === 0 ? only : { kind: 'choice', options };
}

function readSequence(reading: Reading, flags: Flags, depth: number): PatternNode {
  const { scanner } = reading;
  const items: Item[] = [];
  for (;;) {
    if (skipBlank(scanner, flags)) continue;
    const token = scanner.peek();
    if (token === undefined || token === '|' || token === ')') break;
    const at = scanner.position();
    const quantifier = readQuantifier(scanner);
    if (quantifier === undefined) items.push(...readItem(reading, flags, depth));
    else items.push(repeat(items.pop(), quantifier, at));
  }
  const nodes = items.map(({ node }) => node);
  const [only, ...others] = nodes;
  return only !== undefined && others.length === 0 ? only : { kind: 'sequence', items: nodes };
}

function repeat(item: Item | undefined, counts: { min: number; max: number }, at: number): Item {
  if (item === undefined || item.repeatable === 'no') throw refuse('There is nothing to repeat', at);
  if (item.repeatable === 'repeated') throw refuse('A repetition follows a repetition; put the first in (?:…)', at);
  return { node: { kind: 'repeat', item: item.node, ...counts }, repeatable: 'repeated' };
}

function skipBlank(scanner: Scanner, flags: Flags): boolean {
  if (!flags.verbose) return false;
  if (scanner.takeWhile(/^[ \t\n\r\v\f]$/) !== '') return true;
  if (!scanner.match('#')) return false;
  for (let token = scanner.take(); token !== undefined && token !== '\n'; ) token = scanner.take();
  return true;
}

function readItem(reading: Reading, flags: Flags, depth: number): readonly Item[] {
  const { scanner } = reading;
  const token = scanner.take() ?? '';
  if (token.startsWith('\\')) return [readEscaped(scanner, token, flags)];
  if (token === '(') return readGroup(reading, flags, depth);
  if (token === '[') return [asItem(readSet(scanner, flags))];
  if (token === '.') return [asItem(flags.dotAll ? EVERYTHING : NO_BREAK)];
  if (token === '^') return [assertion(flags.multiline ? 'lineStart' : 'start')];
  if (token === '$') return [assertion(flags.multiline ? 'lineEnd' : 'endOrLastBreak')];
  return [asItem(folded(single(token.codePointAt(0) ?? 0), flags))];
}

const asItem = (set: CharacterSet): Item => ({ node: { kind: 'set', set }, repeatable: 'yes' });
const assertion = (name: 'lineStart' | 'start' | 'lineEnd' | 'endOrLastBreak'): Item => ({
  node: { kind: 'assertion', assertion: name },
  repeatable: 'no',
});
const folded = (set: CharacterSet, flags: Flags): CharacterSet => (flags.caseless ? caseless(set, flags.ascii) : set);

function readEscaped(scanner: Scanner, token: string, flags: Flags): Item {
  const escaped = readEscape(scanner, token, flags, false);
  if ('assertion' in escaped) {
    return { node: { kind: 'assertion', ...escaped, ascii: flags.ascii }, repeatable: 'no' };
  }
  return asItem('set' in escaped ? escaped.set : folded(setOf(escaped), flags));
}

/** Nothing for a comment. */
function readGroup(reading: Reading, flags: Flags, depth: number): readonly Item[] {
  const { scanner, names } = reading;
  const start = scanner.position() - 1;
  if (depth >= DEEPEST) throw refuse(`Groups are nested more than ${DEEPEST} deep`, start);
  const group = openGroup(scanner, flags, names);
  if (group === 'comment') return [];
  if (group.global) throw refuse('Flags for the whole pattern, such as (?i), have to stand at its start', start);
  const node = readChoice(reading, group.flags, depth + 1);
  if (!scanner.match(')')) throw refuse('The group that opens with "(" is not closed', start);
  return [{ node, repeatable: 'yes' }];
}
