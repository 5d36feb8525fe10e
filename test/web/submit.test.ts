import { describe, expect, it } from 'vitest';
import { columnWidths } from '../../web/src/submit/column-widths.ts';
import { byCell, issueAt, unplaced } from '../../web/src/submit/issues.ts';

describe('issues', () => {
  const inCell = { message: 'not a species', row: 2, column: 'Species', suggestion: 'mouse' };
  const ofColumn = { message: 'missing', row: 1, column: 'Lab' };
  const ofFile = { message: 'empty' };

  it('belong to their cells, whatever the case of the column', () => {
    const cells = byCell([inCell, { ...inCell, message: 'second' }, ofFile]);
    expect(issueAt(cells, 2, ' species')).toBe(inCell);
    expect(issueAt(cells, 3, 'Species')).toBeUndefined();
  });

  it('that no cell can show are listed', () => {
    const table = { header: ['Species', 'Lab'], rows: [{ row: 2, cells: [] }] };
    expect(unplaced([inCell, ofColumn, ofFile], table)).toEqual([ofColumn, ofFile]);
    expect(unplaced([inCell], { ...table, header: [] })).toEqual([inCell]);
    expect(unplaced([inCell], { ...table, rows: [] })).toEqual([inCell]);
    expect(unplaced([inCell], undefined)).toEqual([inCell]);
  });
});

describe('the columns of a sheet', () => {
  const table = { header: ['Species', 'Note', 'x'], rows: [{ row: 2, cells: ['mous', 'n'.repeat(500), ''] }] };

  it('are as wide as what stands in them, errors with their nearest term, within reason', () => {
    const issues = byCell([{ message: 'no', row: 900, column: 'species', value: 'mous', suggestion: 'house mouse' }]);
    expect(columnWidths(table, issues)).toEqual([4 + 4 + 11 + 3, 44 + 3, 4 + 3]);
    const empty = byCell([{ message: 'no', row: 2, column: 'x', value: '' }]);
    expect(columnWidths(table, empty)[2]).toBe('(empty)'.length + 3);
    expect(columnWidths(table, byCell([]))[0]).toBe('Species'.length + 3);
  });
});
