import { refuse } from './pattern-node.ts';

/** Reads a pattern character by character; an escape, such as `\d`, is one token. */
export interface Scanner {
  /** characters before the next token */
  position(): number;
  peek(): string | undefined;
  take(): string | undefined;
  /** Takes the next token if it is this one. */
  match(token: string): boolean;
  /** Takes tokens while they are among `allowed`, at most `limit`. */
  takeWhile(allowed: RegExp, limit?: number): string;
  /** @throws PatternRefusal where the terminator is missing */
  takeUntil(terminator: string, what: string): string;
  seek(position: number): void;
}

export function scanPattern(pattern: string): Scanner {
  const characters = Array.from(pattern);
  let at = 0;
  const peek = (): string | undefined => {
    const character = characters[at];
    if (character !== '\\') return character;
    const escaped = characters[at + 1];
    if (escaped === undefined) throw refuse('The pattern ends in a lone backslash; write \\\\ for a backslash', at);
    return `\\${escaped}`;
  };
  const take = (): string | undefined => {
    const token = peek();
    if (token !== undefined) at += token.startsWith('\\') ? 2 : 1;
    return token;
  };
  const match = (token: string): boolean => {
    if (peek() !== token) return false;
    take();
    return true;
  };
  const takeWhile = (allowed: RegExp, limit = Number.POSITIVE_INFINITY): string => {
    let taken = '';
    while (taken.length < limit && allowed.test(peek() ?? '')) taken += take();
    return taken;
  };
  const takeUntil = (terminator: string, what: string): string => {
    const start = at;
    let taken = '';
    for (let token = take(); token !== terminator; token = take()) {
      if (token === undefined) throw refuse(`The ${what} is not ended by "${terminator}"`, start);
      taken += token;
    }
    return taken;
  };
  const seek = (position: number): void => {
    at = position;
  };
  return { position: () => at, peek, take, match, takeWhile, takeUntil, seek };
}
