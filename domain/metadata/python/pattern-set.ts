import { caseless } from './case-folding.ts';
import { type CharacterSet, complement, single, union } from './character-set.ts';
import { type Escaped, readEscape } from './pattern-escape.ts';
import type { Flags } from './pattern-flags.ts';
import { refuse } from './pattern-node.ts';
import type { Scanner } from './pattern-scanner.ts';

type Member = { codePoint: number } | { set: CharacterSet };

/** Reads `[…]`, the scanner standing behind the opening bracket. */
export function readSet(scanner: Scanner, flags: Flags): CharacterSet {
  const start = scanner.position() - 1;
  const negated = scanner.match('^');
  const members: CharacterSet[] = [];
  for (;;) {
    const token = scanner.take();
    if (token === undefined) throw refuse('The set that opens with "[" is not closed', start);
    if (token === ']' && members.length > 0) break;
    const member = readMember(scanner, token, flags);
    // `-` before the closing bracket is itself
    if (scanner.peek() === '-') members.push(readRange(scanner, member, flags, start));
    else members.push(asSet(member, flags));
  }
  const set = union(...members);
  return negated ? complement(set) : set;
}

function readMember(scanner: Scanner, token: string, flags: Flags): Member {
  if (!token.startsWith('\\')) return { codePoint: token.codePointAt(0) ?? 0 };
  const escaped: Escaped = readEscape(scanner, token, flags, true);
  if ('assertion' in escaped) throw refuse(`"${token}" means nothing inside of brackets`, scanner.position() - 2);
  return escaped;
}

/** Only characters have cases. A category stays what it is: `\w` has iota in it, and not its subscript U+0345. */
const asSet = (member: Member, flags: Flags): CharacterSet =>
  'set' in member ? member.set : folded(single(member.codePoint), flags);

const folded = (set: CharacterSet, flags: Flags): CharacterSet => (flags.caseless ? caseless(set, flags.ascii) : set);

/** A range, the scanner standing before its hyphen; or the two members, where the hyphen is the last character. */
function readRange(scanner: Scanner, first: Member, flags: Flags, start: number): CharacterSet {
  const at = scanner.position();
  scanner.take();
  const token = scanner.peek();
  if (token === undefined) throw refuse('The set that opens with "[" is not closed', start);
  if (token === ']') return union(asSet(first, flags), single(0x2d));
  scanner.take();
  const last = readMember(scanner, token, flags);
  if ('set' in first || 'set' in last) throw refuse('A range goes from one character to another', at);
  if (last.codePoint < first.codePoint) throw refuse('The range runs backwards', at);
  return folded([[first.codePoint, last.codePoint]], flags);
}
