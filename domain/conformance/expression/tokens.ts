import { ExpressionFault } from './fault.ts';

export interface Token {
  kind: 'number' | 'text' | 'name' | 'column' | 'symbol' | 'end';
  /** unquoted; keywords and symbols as they are written */
  text: string;
  /** index of its first character */
  at: number;
}

const PATTERNS: readonly [Token['kind'] | 'blank', RegExp][] = [
  ['blank', /\s+/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['text', /'(?:[^']|'')*'/y],
  ['column', /"(?:[^"]|"")*"/y],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['symbol', /<=|>=|<>|!=|==|[=<>+\-*/(),]/y],
];

/** Splits an expression into its words. `'…'` is text, `"…"` a column whose name is no plain word. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const [kind, text] = tokenAt(source, at);
    if (kind !== 'blank') tokens.push({ kind, text: unquoted(kind, text), at });
    at += text.length;
  }
  return [...tokens, { kind: 'end', text: 'the end', at }];
}

function tokenAt(source: string, at: number): [Token['kind'] | 'blank', string] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) return [kind, found[0]];
  }
  const character = source[at] ?? '';
  const open = character === "'" || character === '"';
  throw new ExpressionFault(
    open ? `The quotation mark ${character} is never closed.` : `'${character}' has no meaning here.`,
    at,
  );
}

function unquoted(kind: Token['kind'], text: string): string {
  if (kind !== 'text' && kind !== 'column') return text;
  const quote = text[0] ?? '';
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}
