import { describe, expect, it } from 'vitest';
import { type Rule, ruleMatches } from '../../../../local/stepfunctions/asl/choice.ts';

const input = { s: 'b', n: 2, t: '2026-05-01T00:00:00Z', yes: true, none: null, limit: 2, word: 'b', list: [] };
const matches = (rule: object) => ruleMatches(rule as Rule, { input, context: { State: { Name: 'C' } } });

describe('comparison operators', () => {
  it.each<[object, boolean]>([
    [{ Variable: '$.s', StringEquals: 'b' }, true],
    [{ Variable: '$.s', StringLessThan: 'c' }, true],
    [{ Variable: '$.s', StringLessThanEquals: 'a' }, false],
    [{ Variable: '$.s', StringGreaterThan: 'a' }, true],
    [{ Variable: '$.s', StringGreaterThanEquals: 'c' }, false],
    [{ Variable: '$.s', StringEqualsPath: '$.word' }, true],
    [{ Variable: '$.n', NumericEquals: 2 }, true],
    [{ Variable: '$.n', NumericLessThan: 2 }, false],
    [{ Variable: '$.n', NumericLessThanEquals: 2 }, true],
    [{ Variable: '$.n', NumericGreaterThan: 1.5 }, true],
    [{ Variable: '$.n', NumericGreaterThanEqualsPath: '$.limit' }, true],
    [{ Variable: '$.n', NumericEquals: 3 }, false],
    [{ Variable: '$.yes', BooleanEquals: true }, true],
    [{ Variable: '$.yes', BooleanEqualsPath: '$.yes' }, true],
    [{ Variable: '$.t', TimestampEquals: '2026-05-01T02:00:00+02:00' }, true],
    [{ Variable: '$.t', TimestampLessThan: '2026-05-01T00:00:00.001Z' }, true],
    [{ Variable: '$.t', TimestampGreaterThanEqualsPath: '$.t' }, true],
    [{ Variable: '$$.State.Name', StringEquals: 'C' }, true],
  ])('%j is %s', (rule, expected) => {
    expect(matches(rule)).toBe(expected);
  });

  it.each<[object]>([
    [{ Variable: '$.n', StringEquals: '2' }],
    [{ Variable: '$.s', NumericLessThan: 5 }],
    [{ Variable: '$.none', BooleanEquals: false }],
    [{ Variable: '$.s', TimestampEquals: '2026-05-01T00:00:00Z' }],
    [{ Variable: '$.list', StringMatches: '*' }],
  ])('a value of another type does not match: %j', (rule) => {
    expect(matches(rule)).toBe(false);
  });

  it.each<[object, boolean]>([
    [{ Variable: '$.nope', IsPresent: true }, false],
    [{ Variable: '$.nope', IsPresent: false }, true],
    [{ Variable: '$.none', IsPresent: true }, true],
    [{ Variable: '$.none', IsNull: true }, true],
    [{ Variable: '$.s', IsString: true }, true],
    [{ Variable: '$.s', IsString: false }, false],
    [{ Variable: '$.n', IsNumeric: true }, true],
    [{ Variable: '$.yes', IsBoolean: true }, true],
    [{ Variable: '$.t', IsTimestamp: true }, true],
    [{ Variable: '$.s', IsTimestamp: false }, true],
  ])('%j is %s', (rule, expected) => {
    expect(matches(rule)).toBe(expected);
  });

  it.each([
    ['file-*.txt', 'file-1.txt', true],
    ['file-*.txt', 'file-1atxt', false],
    ['*', '', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a(b', 'a(b', true],
    ['*b*', 'a\nb', true],
  ])('StringMatches %s on %s', (pattern, text, expected) => {
    const rule = { Variable: '$', StringMatches: pattern } as Rule;
    expect(ruleMatches(rule, { input: text, context: {} })).toBe(expected);
  });

  it('combines rules', () => {
    const yes = { Variable: '$.n', NumericEquals: 2 };
    const no = { Variable: '$.n', NumericEquals: 3 };
    expect(matches({ And: [yes, { Not: no }, { Or: [no, yes] }] })).toBe(true);
    expect(matches({ And: [yes, no] })).toBe(false);
    expect(matches({ Or: [no, no] })).toBe(false);
  });

  it('fails on a path that names nothing', () => {
    const error = expect.objectContaining({ name: 'States.Runtime', reach: 'none' });
    expect(() => matches({ Variable: '$.nope', StringEquals: 'x' })).toThrow(error);
    expect(() => matches({ Variable: '$.s', StringEqualsPath: '$.nope' })).toThrow(error);
  });
});
