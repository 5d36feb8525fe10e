import { describe, expect, it } from 'vitest';
import type { Searchable } from '../../../domain/search/criteria.ts';
import { criteriaOf, matches, searchDocument } from '../../../domain/search/criteria.ts';

const submission: Searchable = {
  id: 'k7x2abc',
  submitter: 'Jo.Smith',
  enteredAt: '2023-03-31T23:59:59Z',
  policy: 'open',
  state: 'succeeded',
  door: 'nemo',
};
const found = (document: object) => matches(criteriaOf(searchDocument().parse(document)), submission);

describe('a search document', () => {
  it.each([
    [{}, true],
    [{ id: 'x2' }, true],
    [{ id: 'X2' }, true],
    [{ id: 'q' }, false],
    [{ submitter: 'jo' }, true],
    [{ submitter: 'jim' }, false],
    [{ 'start-date': '2023-01-01', 'end-date': '2023-03-31' }, true],
    [{ 'end-date': '2023-03-30' }, false],
    [{ 'start-date': '2023-04-01' }, false],
    [{ 'start-date': '2023-03-31', 'end-date': '2023-03-31' }, true],
    [{ policy: 'open' }, true],
    [{ policy: 'restricted' }, false],
    [{ status: ['complete'] }, true],
    [{ status: 'complete' }, true],
    [{ status: ['error', 'in-progress'] }, false],
    [{ status: [] }, false],
    [{ id: 'x', submitter: 'jo', policy: 'open', status: ['complete', 'error'] }, true],
  ])('%j finds it: %s', (document, expected) => {
    expect(found(document)).toBe(expected);
  });

  it('calls controlled data restricted, and embargoed data embargo', () => {
    expect(criteriaOf(searchDocument().parse({ policy: 'controlled' })).policy).toBe('restricted');
    expect(criteriaOf(searchDocument().parse({ policy: 'embargoed' })).policy).toBe('embargo');
  });

  it.each([
    { 'start-date': '2023-1-1' },
    { 'start-date': '2023-02-30' },
    { 'end-date': 'yesterday' },
    { policy: 'secret' },
    { status: ['done'] },
    { Id: 'x' },
    [],
    'x',
    null,
  ])('%j is refused', (document) => {
    expect(searchDocument().safeParse(document).success).toBe(false);
  });
});
