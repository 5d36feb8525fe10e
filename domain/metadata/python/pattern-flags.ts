import { refuse } from './pattern-node.ts';
import type { Scanner } from './pattern-scanner.ts';

/** What is switched on at one place of a pattern. */
export interface Flags {
  /** `a`: \d, \s, \w and \b know ASCII only */
  ascii: boolean;
  /** `i` */
  caseless: boolean;
  /** `m`: ^ and $ also stand at line breaks */
  multiline: boolean;
  /** `s`: the dot also stands for a line break */
  dotAll: boolean;
  /** `x`: white space and comments mean nothing */
  verbose: boolean;
}

export const NO_FLAGS: Flags = { ascii: false, caseless: false, multiline: false, dotAll: false, verbose: false };

const MEANINGS: Readonly<Record<string, Partial<Flags>>> = {
  a: { ascii: true },
  u: { ascii: false },
  i: { caseless: true },
  m: { multiline: true },
  s: { dotAll: true },
  x: { verbose: true },
};

const isFlag = (token: string | undefined): token is string => token !== undefined && Object.hasOwn(MEANINGS, token);

export interface FlagGroup {
  flags: Flags;
  /** `(?i)` instead of `(?i:…)` */
  global: boolean;
}

/** Reads the rest of `(?flags)` or `(?flags-flags:`, the scanner standing behind the question mark. */
export function readFlags(scanner: Scanner, before: Flags): FlagGroup {
  const start = scanner.position();
  const on = takeFlags(scanner);
  if (on.includes('a') && on.includes('u')) throw refuse('The flags "a" and "u" exclude each other', start);
  const off = scanner.match('-') ? takeFlags(scanner) : undefined;
  if (off === '') throw refuse('A flag is missing after "-"', scanner.position());
  if (off !== undefined && /[au]/.test(off)) throw refuse('The flags "a" and "u" cannot be switched off', start);
  if (Array.from(on).some((flag) => off?.includes(flag))) throw refuse('A flag is switched on and off at once', start);
  const end = scanner.take();
  const global = end === ')';
  if ((end !== ':' && !global) || (global && (on === '' || off !== undefined))) {
    throw refuse('This is no group and no list of flags (a, i, m, s, u, x)', start);
  }
  return { flags: apply(before, on, off ?? ''), global };
}

function takeFlags(scanner: Scanner): string {
  let taken = '';
  for (let token = scanner.peek(); isFlag(token); token = scanner.peek()) taken += scanner.take();
  return taken;
}

function apply(before: Flags, on: string, off: string): Flags {
  const switchedOff = Array.from(off, (flag) =>
    Object.fromEntries(Object.keys(MEANINGS[flag] ?? {}).map((name) => [name, false])),
  );
  return Object.assign({ ...before }, ...Array.from(on, (flag) => MEANINGS[flag]), ...switchedOff);
}
