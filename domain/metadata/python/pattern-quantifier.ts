import { refuse } from './pattern-node.ts';
import type { Scanner } from './pattern-scanner.ts';

export interface Quantifier {
  min: number;
  max: number;
}

/** RE2 repeats no more often, to keep its programs small. */
const MOST = 1000;

const SIMPLE: Readonly<Record<string, Quantifier>> = {
  '?': { min: 0, max: 1 },
  '*': { min: 0, max: Number.POSITIVE_INFINITY },
  '+': { min: 1, max: Number.POSITIVE_INFINITY },
};

/**
 * Reads a quantifier with its laziness, if one stands here. `{` that begins none is an ordinary character: then
 * nothing is taken.
 */
export function readQuantifier(scanner: Scanner): Quantifier | undefined {
  const start = scanner.position();
  const token = scanner.peek() ?? '';
  const quantifier = SIMPLE[token] ?? (token === '{' ? readCounts(scanner) : undefined);
  if (quantifier === undefined) {
    scanner.seek(start);
    return undefined;
  }
  if (token !== '{') scanner.take();
  if (quantifier.max < quantifier.min) throw refuse('The repetition has a maximum below its minimum', start);
  if ([quantifier.min, quantifier.max].some((count) => count > MOST && Number.isFinite(count))) {
    throw refuse(`A repetition of more than ${MOST} is not supported; use *, + or {n,}`, start);
  }
  if (scanner.match('+')) throw refuse('Possessive quantifiers are not supported; leave the second "+" out', start);
  scanner.match('?');
  return quantifier;
}

function readCounts(scanner: Scanner): Quantifier | undefined {
  scanner.take();
  if (scanner.peek() === '}') return undefined;
  const low = scanner.takeWhile(/^[0-9]$/);
  const high = scanner.match(',') ? scanner.takeWhile(/^[0-9]$/) : low;
  if (!scanner.match('}')) return undefined;
  return { min: Number(low || 0), max: high === '' ? Number.POSITIVE_INFINITY : Number(high) };
}
