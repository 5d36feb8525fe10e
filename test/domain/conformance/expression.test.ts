import { describe, expect, it } from 'vitest';
import { compileExpression, type RowValues } from '../../../domain/conformance/expression/evaluate.ts';
import { parseExpression } from '../../../domain/conformance/expression/parse.ts';
import { typeOf } from '../../../domain/conformance/expression/types.ts';
import type { Field } from '../../../domain/conformance/table-schema.ts';

const FIELDS: Field[] = [
  { name: 'a', type: 'number', constraints: {} },
  { name: 'b', type: 'integer', constraints: {} },
  { name: 'start', type: 'date', constraints: {} },
  { name: 'end', type: 'date', constraints: {} },
  { name: 'First name', type: 'string', constraints: {} },
  { name: 'ok', type: 'boolean', constraints: {} },
  { name: 'at', type: 'datetime', constraints: {} },
];

/** a = 2, b is missing, start and end are days 10 and 13, First name = Ann, ok is true, at is noon of day 10. */
const VALUES: (number | string | undefined)[] = [2, undefined, 10, 13, 'Ann', 1, 10.5 * 86_400_000];
const ROW: RowValues = {
  isMissing: (field) => VALUES[field] === undefined,
  number: (field) => VALUES[field] as number,
  text: (field) => String(VALUES[field]),
};

const evaluate = (source: string) => {
  const tree = parseExpression(source);
  typeOf(tree, FIELDS);
  return compileExpression(tree, FIELDS)(ROW);
};

describe('an expression', () => {
  it.each([
    ['a = 2', true],
    ['a <> 2 or a >= 2', true],
    ['1 + 2 * 3 = 7', true],
    ['(1 + 2) * 3 = 9', true],
    ['-a - -3 = 1', true],
    ['a / 4 = 0.5', true],
    ['a / 0 > 1', null],
    ['not a = 2', false],
    ['not (a = 3) and ok', true],
    ['end >= start', true],
    ['end - start = 3', true],
    ['start + 3 = end', true],
    ["start = '1970-01-11'", true],
    ["'1970-01-12' <= start", false],
    ["at = '1970-01-11T12:00:00'", true],
    ["at + 0.5 = '1970-01-12T00:00:00Z'", true],
    [`"First name" = 'Ann'`, true],
    [`"First name" in ('Bob', 'Ann')`, true],
    [`"First name" not in ('Bob', 'Ann')`, false],
    [`length("First name") = 3 and lower("First name") = 'ann'`, true],
    ["'it''s' = 'it''s'", true],
    ['abs(a - 5) = 3 and floor(2.7) = 2 and round(2.5) = 3', true],
    ['present(a) and missing(b)', true],
    ['A = 2', new Error("There is no column 'A'.")],
    ['ok = true', true],
    ['1 = 1 AND NOT false', true],
  ] as const)('%s', (source, outcome) => {
    if (outcome instanceof Error) expect(() => evaluate(source)).toThrow(outcome.message);
    else expect(evaluate(source)).toBe(outcome);
  });

  it.each([
    ['b > 1', null],
    ['b > 1 or a = 2', true],
    ['b > 1 and a = 2', null],
    ['b > 1 and a = 3', false],
    ['not (b > 1)', null],
    ['a in (b, 3)', null],
    ['a in (b, 2)', true],
  ] as const)('of what is missing is unknown, as in SQL: %s', (source, outcome) => {
    expect(evaluate(source)).toBe(outcome);
  });

  it.each([
    ['a >', 'A value is expected, not the end. (character 4)'],
    ['a > 1)', "')' is not expected here. (character 6)"],
    ["a = 'x", "The quotation mark ' is never closed. (character 5)"],
    ['a ; b', "';' has no meaning here. (character 3)"],
    ['system(a)', "There is no function 'system'; there are present, missing, length"],
    ['present(1)', 'present(…) takes the name of a column'],
    ['a not 1', "After 'not' comes 'in (…)' here."],
    ['start > at', 'A date cannot be compared with a datetime.'],
    ['start * 2 = 1', "'*' cannot be applied to a date and a number."],
    ['a and ok', 'This must be a boolean and is a number. (character 1)'],
    [`length(a) = 1`, 'This must be a text and is a number.'],
    ["start = 'tomorrow'", "'tomorrow' is no date (ISO 8601)."],
    [`${'('.repeat(60)}a${')'.repeat(60)} = 1`, 'nested too deeply'],
    [`${'not '.repeat(1000)}ok`, 'nested too deeply'],
  ])('refuses %s', (source, message) => {
    expect(() => evaluate(source)).toThrow(message);
  });
});
