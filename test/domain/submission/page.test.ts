import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ordinalsOf, PAGE_SIZE, pageOf } from '../../../domain/submission/page.ts';

describe('a page', () => {
  it.each([undefined, '', '0', '-3', 'two', '1.5', '1e3', ' '])('%j is page 1', (text) => {
    expect(pageOf(text, 950).page).toBe(1);
  });

  it('past the end is the last one', () => {
    expect(pageOf('11', 950)).toEqual({ page: 10, pages: 10 });
    expect(pageOf('999999999999999', 950).page).toBe(10);
  });

  it('of an empty list is page 1 of 1, and holds nothing', () => {
    expect(pageOf('3', 0)).toEqual({ page: 1, pages: 1 });
    expect(ordinalsOf(1, 0)).toBeUndefined();
  });

  it('begins with the newest', () => {
    expect(ordinalsOf(1, 250)).toEqual({ from: 151, to: 250 });
    expect(ordinalsOf(3, 250)).toEqual({ from: 1, to: 50 });
  });

  it('together with all others holds every submission exactly once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (total) => {
        const seen: number[] = [];
        for (let page = 1; page <= pageOf(undefined, total).pages; page++) {
          const range = ordinalsOf(page, total);
          expect(range).toBeDefined();
          for (let n = range?.to ?? 0; n >= (range?.from ?? 1); n--) seen.push(n);
          expect((range?.to ?? 0) - (range?.from ?? 0) + 1).toBeLessThanOrEqual(PAGE_SIZE);
        }
        expect(seen).toEqual(Array.from({ length: total }, (_, index) => total - index));
      }),
      { numRuns: 50 },
    );
  });
});
