import { describe, expect, it } from 'vitest';
import { draftOf, numberOrAbsent, parseDraft } from '../../web/src/admin/draft.ts';
import { addTerms, findTerms, splitTerms } from '../../web/src/admin/terms.ts';

describe('a pasted list of terms', () => {
  it('is one term to a line or cell, without the blanks around them', () => {
    expect(splitTerms(' red \r\nblue\tdark green\n\n')).toEqual(['red', 'blue', 'dark green']);
  });

  it('adds what is new, whatever its case', () => {
    expect(addTerms(['Red'], ['red', 'blue', 'BLUE', 'green'])).toEqual(['Red', 'blue', 'green']);
  });

  it('is searched without regard to case', () => {
    expect(findTerms(['Drop-seq', 'Smart-seq', 'ATAC'], ' SEQ ')).toEqual(['Drop-seq', 'Smart-seq']);
  });
});

describe('a definition that is being written', () => {
  it('leaves out what the service adds, and keeps the version that was read', () => {
    expect(draftOf({ name: 'x', version: 3, builtIn: true, title: 'X' })).toEqual({ version: 3, title: 'X' });
  });

  it('is an object of JSON', () => {
    expect(parseDraft('{"title": "X"}')).toEqual({ title: 'X' });
    expect(() => parseDraft('{"title": }')).toThrow('This is no JSON');
    expect(() => parseDraft('[]')).toThrow('A definition is an object');
  });

  it('sends a number that is none as it was written, for the service to refuse', () => {
    expect([numberOrAbsent(' '), numberOrAbsent('12'), numberOrAbsent('a dozen')]).toEqual([undefined, 12, 'a dozen']);
  });
});
