import { type FlagGroup, type Flags, readFlags } from './pattern-flags.ts';
import { type PatternRefusal, refuse } from './pattern-node.ts';
import type { Scanner } from './pattern-scanner.ts';

/** RE2, which checks in linear time, has none of these; what to write instead depends on what they were for. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  '=': 'Look-ahead "(?=" is',
  '!': 'Look-ahead "(?!" is',
  '<=': 'Look-behind "(?<=" is',
  '<!': 'Look-behind "(?<!" is',
  '>': 'Atomic groups "(?>" are',
  '(': 'Conditional groups "(?(" are',
  'P=': 'References to groups "(?P=" are',
};

const unsupported = (what: string, at: number): PatternRefusal =>
  refuse(`${UNSUPPORTED[what]} not supported, since values are checked in linear time; write the alternatives out`, at);

/**
 * Reads the head of a group, the scanner standing behind its `(`; a comment is read whole.
 * @param names of groups so far; not looked at where undefined
 */
export function openGroup(scanner: Scanner, flags: Flags, names: Set<string> | undefined): FlagGroup | 'comment' {
  const start = scanner.position() - 1;
  if (!scanner.match('?')) return { flags, global: false };
  const token = scanner.peek() ?? '';
  if (token === ':') {
    scanner.take();
    return { flags, global: false };
  }
  if (token === '#') {
    scanner.takeUntil(')', 'comment');
    return 'comment';
  }
  if (token === 'P') {
    scanner.take();
    readName(scanner, names, start);
    return { flags, global: false };
  }
  if (token === '<') {
    scanner.take();
    const kind = `<${scanner.peek() ?? ''}`;
    if (Object.hasOwn(UNSUPPORTED, kind)) throw unsupported(kind, start);
    throw refuse('Named groups are written (?P<name>…)', start);
  }
  if (Object.hasOwn(UNSUPPORTED, token)) throw unsupported(token, start);
  return readFlags(scanner, flags);
}

/** `str.isidentifier()` */
const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;

function readName(scanner: Scanner, names: Set<string> | undefined, start: number): void {
  if (scanner.peek() === '=') throw unsupported('P=', start);
  if (!scanner.match('<')) throw refuse('After "(?P" a name is expected, as in (?P<name>…)', start);
  const name = scanner.takeUntil('>', 'name of the group');
  if (!IDENTIFIER.test(name.normalize('NFKC'))) throw refuse(`"${name}" cannot be the name of a group`, start);
  if (names?.has(name)) throw refuse(`There are two groups named "${name}"`, start);
  names?.add(name);
}
