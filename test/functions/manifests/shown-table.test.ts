import { describe, expect, test } from 'vitest';
import { delimitedLine } from '../../../adapters/tables/write-delimited.ts';
import { writeWorkbook } from '../../../adapters/tables/xlsx/write-xlsx.ts';
import { BUILT_IN } from '../../../domain/manifest/definitions.ts';
import { checkManifestStream } from '../../../functions/manifests/check-stream.ts';
import { nemoRow, nemoRows } from '../../domain/manifest/nemo-rows.ts';

/** What Lambda takes as an answer, which holds the body as a text. */
const LARGEST_ANSWER = 6 * 1024 ** 2;

const text = (rows: readonly (readonly string[])[], delimiter: '\t' | ',' | ';' = '\t') =>
  Buffer.from(rows.map((cells) => delimitedLine(cells, delimiter)).join(''));
const show = async (bytes: Buffer, maxIssues = 100) => {
  const report = await checkManifestStream([bytes], BUILT_IN, { showsTable: true, maxIssues });
  const { table } = report;
  if (table === undefined) throw new Error('There is no table.');
  return { report, table };
};

describe('the rows of a manifest, as the check read them', () => {
  test('are the same in every format, under the numbers that a spreadsheet shows', async () => {
    const blank = Array<string>(24).fill('');
    const rows = [blank, ...nemoRows(1), blank, nemoRow(2).with(5, 'mosue')];
    for (const bytes of [text(rows), text(rows, ';'), writeWorkbook([{ name: 'any', rows }])]) {
      const { report, table } = await show(bytes);
      expect(table).toEqual({
        header: nemoRows(0)[0],
        rows: [
          { row: 3, cells: nemoRow(1) },
          { row: 5, cells: nemoRow(2).with(5, 'mosue') },
        ],
        complete: true,
      });
      expect(report.errors).toMatchObject([{ row: 5, column: 'Species', suggestion: 'mouse' }]);
    }
  });

  test('are shown of a file whose header belongs to no profile, and of one that breaks off', async () => {
    expect(
      (
        await show(
          text([
            ['a', 'b'],
            ['1', '2'],
          ]),
        )
      ).table,
    ).toMatchObject({ rows: [{ row: 2, cells: ['1', '2'] }] });
    const broken = Buffer.concat([text(nemoRows(2)), Buffer.from('größe\n', 'latin1')]);
    expect((await show(broken)).table.rows.map(({ row }) => row)).toEqual([2, 3]);
  });

  test('are left out where they do not fit an answer, those with faults last of all', async () => {
    const wrong = [20_000, 24_999];
    const rows = nemoRows(25_000).map((cells, row) => (wrong.includes(row) ? cells.with(5, 'mosue') : cells));
    const { report, table } = await show(text(rows));
    expect(table.complete).toBe(false);
    expect(table.rows.length).toBeGreaterThan(1_000);
    expect(table.rows.slice(-2).map(({ row }) => row)).toEqual(wrong.map((index) => index + 1));
    expect(Buffer.byteLength(JSON.stringify(JSON.stringify(report)))).toBeLessThan(LARGEST_ANSWER);
  });

  test('fit an answer beside thousands of errors', async () => {
    const rows = nemoRows(9_000).map((cells, row) => (row === 0 ? cells : cells.with(5, 'mosue').with(4, 'x"y')));
    const { report, table } = await show(text(rows), 10_000);
    expect(report.errors).toHaveLength(10_000);
    expect(table).toMatchObject({ complete: false });
    expect(table.rows[0]).toMatchObject({ row: 2 });
    expect(Buffer.byteLength(JSON.stringify(JSON.stringify(report)))).toBeLessThan(LARGEST_ANSWER);
  });
});
