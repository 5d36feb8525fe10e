import { describe, expect, it } from 'vitest';
import { describeField, firstValues, inputFault, valueFault, valuesToSend } from '../../web/src/jobs/values.ts';

const field = (name: string, fields: object = {}) =>
  ({ field: name, kind: 'value', default: null, ...fields }) as Parameters<typeof valueFault>[0];

describe('the values of a job', () => {
  const fields = [
    field('t_all', { kind: 'boolean' }),
    field('t_on', { kind: 'boolean', default: 'TRUE' }),
    field('t_mode', { default: 'fast (best)' }),
    field('t_number'),
  ];

  it('begin with the defaults, booleans without one as not set', () => {
    expect(firstValues(fields)).toEqual({ t_all: 'FALSE', t_on: 'TRUE', t_mode: 'fast (best)', t_number: '' });
  });

  it('are sent where they are not the default, which need not keep the rules of values', () => {
    const values = { ...firstValues(fields), t_number: '3' };
    expect(valuesToSend(fields, values)).toEqual({ t_all: 'FALSE', t_number: '3' });
    expect(valuesToSend(fields, { ...values, t_mode: '', t_on: 'FALSE' })).toEqual({
      t_all: 'FALSE',
      t_on: 'FALSE',
      t_number: '3',
    });
  });

  it.each([
    [{}, '', 'Fill in this field.'],
    [{ default: '2' }, '', undefined],
    [{ validation: { oneOf: ['a', 'b'] } }, 'c', 'Choose one of: a, b.'],
    [{ validation: { oneOf: ['a', 'b'] } }, 'a', undefined],
    [{ validation: { min: 1, max: 5 } }, 'x', 'Enter a number.'],
    [{ validation: { min: 1, max: 5 } }, '0', 'At least 1.'],
    [{ validation: { min: 1, max: 5 } }, '6', 'At most 5.'],
    [{ validation: { min: 1, max: 5 } }, '5', undefined],
    [{ default: '9', validation: { max: 5 } }, '9', undefined],
  ])('of %j: %j', (fieldOf, value, fault) => {
    expect(valueFault(field('t_x', fieldOf), value)).toBe(fault);
  });

  it('are described', () => {
    expect(describeField(field('t_x', { default: '2', validation: { min: 1, max: 5 } }))).toBe(
      'a number from 1 to 5; 2 unless you change it',
    );
    expect(describeField(field('t_x'))).toBe('');
  });
});

it('refuses a file that is too large for one of the jobs', () => {
  const job = (inputBytes: number | null) => ({ inputBytes }) as Parameters<typeof inputFault>[1][number];
  expect(inputFault({ name: 'a', size: 2000 }, [job(null), job(1000)])).toBe('a has 2.0 kB; at most 1.0 kB are taken.');
  expect(inputFault({ name: 'a', size: 2000 }, [job(null)])).toBeUndefined();
  expect(inputFault({ name: 'a', size: 5_000_000 }, [job(null)])).toContain('at most 4.5 MB');
});
