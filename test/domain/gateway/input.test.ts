import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileRecord } from '../../../domain/file/file.ts';
import { fileOfObject, inputKeyOf, objectKeyOf } from '../../../domain/file/upload-reference.ts';
import { sizeFault, storedNameOf, typeOfInput, unreadyInputs } from '../../../domain/gateway/input.ts';

describe('the stored name of an input', () => {
  it.each([
    ['parcels.csv', '2-parcels.csv'],
    ['C:\\data\\parcels.csv', '2-parcels.csv'],
    ['Land registry/Parcels', '2-Parcels'],
    ['a\nb".csv', '2-a_b_.csv'],
    ['..', '2-..'],
    ['', '2-file'],
    ['dir/', '2-file'],
  ])('of %j is %j', (name, stored) => {
    expect(storedNameOf(2, name)).toBe(stored);
  });

  it('fits into every key and path, and keeps the ending', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (name) => {
        const stored = storedNameOf(50, `${name}.csv`);
        expect(Buffer.byteLength(stored)).toBeLessThanOrEqual(203);
        expect(stored).not.toMatch(/[/\\\p{Cc}]/u);
        expect(stored.isWellFormed()).toBe(true);
        expect(stored.endsWith('.csv')).toBe(true);
      }),
    );
  });
});

describe('the object key of an input', () => {
  it('names its submission and its path, whatever the path looks like', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), (path) => {
        expect(fileOfObject(inputKeyOf('abc2345', 'nonce', path))).toEqual({ submissionId: 'abc2345', fileKey: path });
      }),
    );
  });

  it('is none that another file could have', () => {
    expect(fileOfObject(objectKeyOf('abc2345', 'nonce', 'input'))).toEqual({
      submissionId: 'abc2345',
      fileKey: 'input',
    });
  });
});

describe('the type of an input', () => {
  it.each([
    [undefined, 'letter.pdf', {}],
    [['csv'], 'Parcels.CSV', { type: 'csv' }],
    [['csv'], 'parcels.csv.gz', { type: 'csv' }],
    [['csv', 'xlsx'], 'parcels.xlsx', { type: 'xlsx' }],
    [['csv'], 'Parcels', { type: 'csv' }],
    [['csv', 'xlsx'], 'Parcels', {}],
    [['tar.gz'], 'all.tar.gz', { type: 'tar.gz' }],
    [['tar.gz'], 'all.tar', { fault: "'all.tar' is not of an accepted type (tar.gz)." }],
    [['csv', 'xlsx'], 'csv.pdf', { fault: "'csv.pdf' is not of an accepted type (csv, xlsx)." }],
  ])('where %j are accepted and the file is %s is %j', (types, name, type) => {
    expect(typeOfInput(types, name)).toEqual(type);
  });
});

describe('inputs that are not ready', () => {
  const file = (key: string, state: FileRecord['state'], mode: 'required' | 'optional') => ({
    key,
    name: key,
    state,
    input: { number: 1, name: key, mode },
  });

  it('are those that are missing though required, and those on their way', () => {
    const files = [
      file('there', 'arrived', 'required'),
      file('missing', 'expected', 'required'),
      file('left out', 'expected', 'optional'),
      file('coming', 'announced', 'optional'),
    ];
    expect(unreadyInputs(files).map(({ value, rule }) => [value, rule])).toEqual([
      ['missing', 'required'],
      ['coming', 'arrived'],
    ]);
  });

  it('have a size that is told where it is wrong', () => {
    expect(sizeFault('p', 0, undefined)).toContain('is empty');
    expect(sizeFault('p', 11, 10)).toContain('this input takes 10');
    expect([sizeFault('p', 10, 10), sizeFault('p', 1, undefined)]).toEqual([undefined, undefined]);
  });
});
