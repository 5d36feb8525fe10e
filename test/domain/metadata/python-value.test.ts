import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKeepingNumbers, pythonText, type RecordValue } from '../../../domain/metadata/python-value.ts';
import cases from './python/cases.json' with { type: 'json' };
import { AGAINST, askPython, PYTHON } from './python/oracle.ts';

const text = (json: string): string | null => pythonText(parseKeepingNumbers(json) as RecordValue);

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e18, max: 1e18 }).map((value) => value.toExponential()),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc.tuple(fc.integer(), fc.nat(999_999), fc.integer({ min: -330, max: 330 })).map(([a, b, e]) => `${a}.${b}E${e}`),
);

describe('values as Python has them', () => {
  it.each(cases.values)('writes %s as %s', (json, recorded) => {
    expect(text(json ?? '')).toBe(recorded);
  });

  it.runIf(PYTHON)(`writes numbers as Python does (${AGAINST})`, () => {
    const sources = fc.sample(number, 3000);
    expect(sources.map(text)).toEqual(askPython('values', sources));
  });

  it('keeps null, and takes plain numbers for what they print as', () => {
    expect([null, 1, 1.5, -0, 1e300].map(pythonText)).toEqual([null, '1', '1.5', '0', '1e+300']);
  });

  it('refuses numbers of absurd length', () => {
    expect(() => parseKeepingNumbers(`{"a":${'1'.repeat(5000)}}`)).toThrow('more than 4300 digits');
  });
});
