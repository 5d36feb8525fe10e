import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../adapters/tables/safe-pattern.ts';
import { delimitedLine, neutralise } from '../../../adapters/tables/write-delimited.ts';

describe('exports', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＠SUM(A1)'])(
    '%j is led by an apostrophe',
    (cell) => {
      expect(neutralise(cell)).toBe(`'${cell}`);
    },
  );

  test.each(['', 'a=b', '1-2', 'name@example.org', "'quoted"])('%j stays', (cell) => {
    expect(neutralise(cell)).toBe(cell);
  });

  test('cells are quoted where they must be', () => {
    expect(delimitedLine(['a', 'b,c', 'say "hi"', 'two\nlines', 'tab\t'], ',')).toBe(
      'a,"b,c","say ""hi""","two\nlines",tab\t\r\n',
    );
  });
});

describe('patterns', () => {
  test('match the whole value', () => {
    const pattern = compilePattern('[0-9]{3}');
    expect(['123', '123x', 'x123', '12', '123\n'].map((value) => pattern.test(value))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(compilePattern('a|bc').test('bcd')).toBe(false);
  });

  test.each([
    ['look-ahead', '(?=a)b'],
    ['back-reference', '(a)\\1'],
    ['unclosed group', '(a'],
    ['repetition of repetitions', '((a{100}){100}){100}'],
    ['a program of thousands of steps', '[a-z]{1,1000}'],
  ])('%s is refused with a reason', (_, source) => {
    expect(() => compilePattern(source)).toThrow(/\w+/);
  });

  test('what hangs a backtracking engine takes no time', () => {
    const pattern = compilePattern('(a+)+b');
    const started = performance.now();
    expect(pattern.test('a'.repeat(50_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
