/**
 * How many edits (insert, delete, replace, swap two neighbours) turn one text into the other; `limit + 1` as soon as
 * that needs more than `limit`. Swaps count once, because `opne` for `open` is the commonest slip of all.
 */
export function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const current = nextLine(from, to, i, last, beforeLast);
    if (Math.min(...current) > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(last[to.length] ?? 0, limit + 1);
}

const at = (line: readonly number[], index: number): number => line[index] ?? Number.POSITIVE_INFINITY;

function nextLine(from: string, to: string, i: number, last: readonly number[], beforeLast: readonly number[]) {
  const current = [i];
  for (let j = 1; j <= to.length; j += 1) {
    const same = from[i - 1] === to[j - 1];
    let least = Math.min(at(last, j) + 1, at(current, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
    const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
    if (swapped) least = Math.min(least, at(beforeLast, j - 2) + 1);
    current.push(least);
  }
  return current;
}

/** Longer values are no slips of the pen; the limit also bounds the work of one search. */
const LONGEST_SLIP = 100;

/** Up to a third of the letters may differ. */
const allowed = (length: number): number => Math.max(1, Math.floor(length / 3));

/**
 * The term that was probably meant: the one fewest edits away, or one that the value only extends (`fastq.gz` for
 * `fastq`). Case and surrounding blanks do not count. Undefined when nothing is near.
 */
export function nearestTerm(value: string, terms: readonly string[]): string | undefined {
  const wanted = value.trim().toLowerCase();
  if (wanted.length === 0 || wanted.length > LONGEST_SLIP) return undefined;
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const term of terms) {
    const candidate = term.toLowerCase();
    const limit = Math.min(allowed(Math.max(wanted.length, candidate.length)), fewest - 1);
    const edits = editDistance(wanted, candidate, limit);
    if (edits <= limit) [best, fewest] = [term, edits];
  }
  return best ?? terms.find((term) => extendsTerm(wanted, term.toLowerCase()));
}

const extendsTerm = (wanted: string, term: string): boolean =>
  term.length > 1 && wanted.startsWith(term) && /[^a-z0-9]/.test(wanted.charAt(term.length));
