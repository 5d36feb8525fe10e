import { describe, expect, it } from 'vitest';
import { byCell, issueAt, unplaced } from '../../web/src/submit/issues.ts';
import { parsePreview, readPreview } from '../../web/src/submit/table-preview.ts';

describe('the preview of a manifest', () => {
  it('reads commas and tabs, quotes and marks of byte order', async () => {
    expect(parsePreview('a\tb\n1\tx,y\n')).toEqual({ header: ['a', 'b'], rows: [['1', 'x,y']] });
    expect(await readPreview(new Blob(['\ufeffa,b\r\n"1, 2",z\r\n']))).toEqual({
      header: ['a', 'b'],
      rows: [['1, 2', 'z']],
    });
  });

  it('leaves workbooks, and what is no table, to the service', async () => {
    expect(await readPreview(new Blob(['PK\u0003\u0004rest']))).toBeUndefined();
    expect(parsePreview('')).toBeUndefined();
  });
});

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
    expect(unplaced([inCell, ofColumn, ofFile], ['Species', 'Lab'])).toEqual([ofColumn, ofFile]);
    expect(unplaced([inCell], [])).toEqual([inCell]);
  });
});
