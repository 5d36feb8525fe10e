import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, nearestTerm } from '../../../domain/manifest/nearest.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });

/** The definition of the distance (optimal string alignment), without any bound or shortcut. */
function plainDistance(from: string, to: string): number {
  if (from === '' || to === '') return from.length + to.length;
  const rest = plainDistance(from.slice(1), to.slice(1)) + (from[0] === to[0] ? 0 : 1);
  const best = Math.min(rest, plainDistance(from.slice(1), to) + 1, plainDistance(from, to.slice(1)) + 1);
  const swapped = from.length > 1 && to.length > 1 && from[0] === to[1] && from[1] === to[0];
  return swapped ? Math.min(best, plainDistance(from.slice(2), to.slice(2)) + 1) : best;
}

describe('edit distance', () => {
  test('is the least number of edits, or one more than the limit', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });
    fc.assert(
      fc.property(short, short, fc.nat(6), (from, to, limit) => {
        expect(editDistance(from, to, limit)).toBe(Math.min(plainDistance(from, to), limit + 1));
      }),
    );
  });

  test('does not depend on the direction', () => {
    fc.assert(fc.property(word, word, (from, to) => editDistance(from, to, 20) === editDistance(to, from, 20)));
  });
});

describe('nearest term', () => {
  test.each([
    ['opne', ['open', 'controlled', 'embargo'], 'open'],
    ['Controled', ['open', 'controlled', 'embargo'], 'controlled'],
    [' open ', ['open'], 'open'],
    ['fastq.gz', ['bam', 'fastq'], 'fastq'],
    ['h5', ['H5', 'mtx'], 'H5'],
    [
      '10x chromium 3 v3 sequencing',
      ["10x Chromium 3' v2 sequencing", "10x Chromium 3' v3 sequencing"],
      "10x Chromium 3' v3 sequencing",
    ],
  ])('of %j is found', (value, terms, nearest) => {
    expect(nearestTerm(value, terms)).toBe(nearest);
  });

  test.each([
    ['gtf', ['mtx', 'bam', 'bed']],
    ['something else', ['open', 'controlled']],
    ['', ['open']],
    ['x'.repeat(5_000), ['x']],
  ])('of %j is none: nothing is near', (value, terms) => {
    expect(nearestTerm(value, terms)).toBeUndefined();
  });

  test('is the earlier of two that are equally near', () => {
    expect(nearestTerm('bax', ['bam', 'bay'])).toBe('bam');
  });
});
