import { describe, expect, it } from 'vitest';
import { submissionsPerDay } from '../../web/src/admin/gateway/report-figures.ts';
import { changesOf, newValues, specificationOf, valuesOf } from '../../web/src/admin/gateway/specification-values.ts';
import { errorsByColumn } from '../../web/src/assignments/check-figures.ts';
import { formatConformance } from '../../web/src/layout/conformance.ts';

const input = { dataStorePath: 'Parcels', name: 'Parcels', mode: 'optional', types: ['csv', 'xlsx'], maxBytes: 5 };
const specification = {
  key: 'MP-SPEC-1',
  projectKey: 'MP',
  name: 'Parcels',
  description: null,
  policy: 'restricted',
  licence: 'CC-BY-4.0',
  timeoutDays: 0.5,
  mediaRetentionDays: 7,
  active: true,
  inputs: [input],
  checks: [{ kind: 'fileType', name: 'type', input: 'Parcels', severity: 'error', types: ['csv'] }],
  createdAt: '',
  updatedAt: '',
} as Parameters<typeof valuesOf>[0];

describe('the form of a specification', () => {
  it('holds all of it', () => {
    const { key: _, projectKey: __, description: ___, createdAt: ____, updatedAt: _____, ...rest } = specification;
    expect(specificationOf(valuesOf(specification))).toEqual(rest);
  });

  it('leaves to the service what is not filled in', () => {
    const inputs = newValues().inputs.map((one) => ({ ...one, dataStorePath: 'p', name: 'n', types: '.csv' }));
    const values = { ...newValues(), name: 'x', inputs };
    expect(specificationOf(values)).toEqual({
      name: 'x',
      policy: 'private',
      mediaRetentionDays: 'forever',
      active: true,
      inputs: [{ dataStorePath: 'p', name: 'n', mode: 'required', types: ['csv'] }],
      checks: [],
    });
  });

  it('says what was cleared: what is not said stays', () => {
    const before = valuesOf({ ...specification, description: 'Every month' });
    const cleared = { ...before, description: '', licence: '', timeoutDays: '' };
    expect(changesOf(cleared)).toMatchObject({ name: 'Parcels', description: '', licence: null, timeoutDays: 30 });
  });

  it('says where the checks are no JSON', () => {
    expect(() => specificationOf({ ...newValues(), checks: '[\n{,}]' })).toThrow(/no JSON: .*line 2/);
  });
});

describe('the figures of a report', () => {
  it('count the submissions of each day', () => {
    const made = (createdAt: string, state: string) => ({ createdAt, state }) as never;
    expect(
      submissionsPerDay([
        made('2027-03-02T23:59:59Z', 'running'),
        made('2027-03-01T00:00:00Z', 'succeeded'),
        made('2027-03-01T10:00:00Z', 'cancelled'),
      ]),
    ).toEqual([
      { day: '2027-03-01', succeeded: 1, failed: 1, open: 0 },
      { day: '2027-03-02', succeeded: 0, failed: 0, open: 1 },
    ]);
  });

  it('say 100 % only where nothing failed', () => {
    expect([100, 99.9999, 66.666, 0].map(formatConformance)).toEqual(['100 %', '99.99 %', '66.67 %', '0 %']);
  });
});

describe('the report of a check', () => {
  it('counts errors by column, those of whole rows apart', () => {
    const errors = [{ column: 'id' }, { column: 'area' }, { column: 'id' }, {}].map((error) => ({
      ...error,
      message: '',
    }));
    expect(errorsByColumn(errors)).toEqual([
      { column: 'id', errors: 2 },
      { column: 'area', errors: 1 },
      { column: 'whole rows', errors: 1 },
    ]);
  });
});
