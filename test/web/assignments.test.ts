import { describe, expect, it } from 'vitest';
import { describeAsked, fileFault, missingInputs } from '../../web/src/assignments/inputs.ts';

const asked = { dataStorePath: 'Parcels', name: 'Parcels', mode: 'required' as const };
const input = (dataStorePath: string, state: string, mode: string) =>
  ({ ...asked, dataStorePath, state, mode, filename: null, storedFilename: null, size: null, problem: null }) as never;

describe('an input', () => {
  it.each([
    ['parcels.csv', 10, undefined],
    ['parcels.csv.gz', 10, undefined],
    ['PARCELS.CSV', 10, undefined],
    ['parcels', 10, undefined],
    ['parcels.pdf', 10, 'parcels.pdf is none of .csv, .xlsx.'],
    ['parcels.csv', 0, 'parcels.csv is empty.'],
    ['parcels.csv', 2_000_001, 'parcels.csv has 2.0 MB; this input takes 2.0 MB at most.'],
  ])('takes or refuses %s of %i bytes before it is sent', (name, size, fault) => {
    expect(fileFault({ name, size }, { ...asked, types: ['csv', 'xlsx'], maxBytes: 2_000_000 })).toBe(fault);
  });

  it('says what it takes', () => {
    expect(describeAsked({})).toBe('any file');
    expect(describeAsked({ types: ['csv', 'xlsx'], maxBytes: 5_000_000 })).toBe('.csv or .xlsx, at most 5.0 MB');
  });
});

it('waits for required inputs, and for optional ones whose upload has begun', () => {
  const missing = missingInputs([
    input('a', 'expected', 'required'),
    input('b', 'arrived', 'required'),
    input('c', 'expected', 'optional'),
    input('d', 'announced', 'optional'),
  ]);
  expect(missing.map(({ dataStorePath }) => dataStorePath)).toEqual(['a', 'd']);
});
