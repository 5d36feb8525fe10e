import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomainError } from '../../../domain/errors.ts';
import { parseKeepingNumbers } from '../../../domain/metadata/python-value.ts';
import { acceptRecord, fileFields, lintStored, shownRecord } from '../../../domain/metadata/record.ts';
import { definition, documentedRules, rulesOf } from './definitions.ts';
import { AGAINST, askPython, PYTHON } from './python/oracle.ts';
import { recordQuestion } from './record-questions.ts';

const { regular } = documentedRules;
const GOOD = { '#ID': 'AB12', Date: '2021-03-04', 'ZIP Code': '123', FileR1: 'r1.fq', FileR2: null };

function faults(record: Readonly<Record<string, unknown>>, rules = regular): (string | undefined)[][] {
  try {
    acceptRecord(record, rules);
    return [];
  } catch (error) {
    return (error as DomainError).issues.map(({ field, message }) => [field, message]);
  }
}

describe('records as they are handed in', () => {
  it('keeps dates in ISO form, and null for what was not given', () => {
    const { FileR2: _, ...given } = GOOD;
    expect(acceptRecord(given, regular)).toEqual({ ...GOOD, Date: '2021-03-04T00:00:00' });
  });

  it('reports everything at once: by the order of the definitions, then what was not expected', () => {
    const record = { Unknown: 1, FileR1: null, 'ZIP Code': '1234', Date: '4.3.2021', ServiceMeta0: 'x' };
    expect(faults(record)).toEqual([
      ['#ID', 'Field was not specified but is mandatory'],
      ['Date', 'The field could not be parsed as a valid date / time'],
      ['ZIP Code', 'Exactly three digits'],
      ['FileR1', 'Field value was null, but the field is mandatory'],
      ['Unknown', 'The field was not expected.'],
      ['ServiceMeta0', 'The field was not expected.'],
    ]);
  });

  it('reports pattern and date of one value both, and names a pattern that has no description', () => {
    const { all } = rulesOf(definition('when', { regExp: '[0-9]{4}', dateTimeFmt: '%Y-%m' }));
    expect(faults({ when: 'x' }, all)).toEqual([
      ['when', 'The value does not match the pattern [0-9]{4}'],
      ['when', 'The field could not be parsed as a valid date / time'],
    ]);
  });

  it('checks the whole value', () => {
    expect(faults({ ...GOOD, '#ID': 'AB12\n' }).map(([field]) => field)).toEqual(['#ID']);
  });

  it('lets an empty text pass for a value', () => {
    const { all } = rulesOf(definition('note', { isMandatory: true }));
    expect(acceptRecord({ note: '' }, all)).toEqual({ note: '' });
  });

  it('writes values as Python does', () => {
    const { all } = rulesOf(...['a', 'b', 'c', 'd'].map((name) => definition(name)));
    const record = parseKeepingNumbers('{"a":1.0,"b":true,"c":12345678901234567890,"d":null}');
    expect(acceptRecord(record as Record<string, unknown>, all)).toEqual({
      a: '1.0',
      b: 'True',
      c: '12345678901234567890',
      d: null,
    });
  });

  it('refuses lists, objects and broken text, and says nothing else about them', () => {
    const { all } = rulesOf(definition('a', { isMandatory: true }), definition('b'), definition('c', { regExp: 'x' }));
    expect(faults({ a: [1], b: { c: 1 }, c: '\ud800' }, all)).toEqual([
      ['a', 'A value is a text, a number, true, false or null.'],
      ['b', 'A value is a text, a number, true, false or null.'],
      ['c', 'The value is not Unicode text.'],
    ]);
  });

  it('refuses records that are too large to keep, and values that take too long', () => {
    const { all } = rulesOf(definition('a'), definition('b', { regExp: '(?:.{0,200}a){3}b?' }));
    expect(faults({ a: 'é'.repeat(100_000) }, all)).toEqual([[undefined, expect.stringContaining('200000 bytes')]]);
    expect(faults({ b: 'a'.repeat(10_000) }, all)).toEqual([['b', expect.stringContaining('characters')]]);
  });

  it('takes fields that are named like parts of every object', () => {
    const { all } = rulesOf(definition('constructor', { isMandatory: true }));
    expect(faults({}, all)).toEqual([['constructor', 'Field was not specified but is mandatory']]);
    const hostile = JSON.parse('{"constructor":"x","__proto__":"y"}') as Record<string, unknown>;
    expect(faults(hostile, all)).toEqual([['__proto__', 'The field was not expected.']]);
  });

  it.runIf(PYTHON)(`judges random records by random definitions as the rules in Python do (${AGAINST})`, () => {
    const questions = fc.sample(recordQuestion, 1500);
    const answers = askPython<'records', { faults?: unknown; stored?: unknown }>('records', questions);
    const ours = questions.map(({ definitions, record }) => {
      const { all } = rulesOf(...definitions);
      const handedIn = parseKeepingNumbers(record) as Record<string, unknown>;
      const found = faults(handedIn, all).map(([field, message]) => ({ field, message }));
      return found.length > 0 ? { faults: found } : { stored: acceptRecord(handedIn, all) };
    });
    expect(ours).toEqual(answers);
    expect(answers.filter(({ stored }) => stored !== undefined).length).toBeGreaterThan(200);
    expect(answers.filter((answer) => answer.faults !== undefined).length).toBeGreaterThan(100);
  });
});

describe('records as they are stored', () => {
  it('shows dates in their format, values of no date as they are, and null for younger rules', () => {
    const stored = { Date: '2021-03-04T00:00:00', '#ID': 'AB12', old: 'x' };
    expect(shownRecord(stored, regular)).toEqual({
      '#ID': 'AB12',
      Date: '2021-03-04',
      'ZIP Code': null,
      FileR1: null,
      FileR2: null,
      old: 'x',
    });
    expect(shownRecord({ Date: 'no date' }, regular)['Date']).toBe('no date');
  });

  it('finds what has become wrong since', () => {
    const stored = { '#ID': 'A', Date: '4.3.2021', 'ZIP Code': null, FileR1: 'a', gone: 'x', empty: null };
    expect(lintStored(stored, regular).map(({ field, message }) => [field, message])).toEqual([
      ['#ID', 'Two capital letters and two digits'],
      ['Date', 'The field could not be parsed as a valid date / time'],
      ['ZIP Code', 'Field value was null, but the field is mandatory'],
      ['gone', 'The field was not expected.'],
    ]);
  });

  it('does not ask the pattern of a date again, of which only the ISO form is left', () => {
    const { all } = rulesOf(definition('when', { regExp: '[0-9]{4}-[0-9]{1,2}', dateTimeFmt: '%Y-%m' }));
    expect(lintStored(acceptRecord({ when: '2021-3' }, all), all)).toEqual([]);
  });

  it('knows the fields that name files', () => {
    expect(fileFields(regular)).toEqual(['FileR1', 'FileR2']);
  });
});
