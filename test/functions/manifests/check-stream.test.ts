import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { delimitedLine } from '../../../adapters/tables/write-delimited.ts';
import { writeWorkbook } from '../../../adapters/tables/xlsx/write-xlsx.ts';
import { unavailable } from '../../../domain/errors.ts';
import { BUILT_IN } from '../../../domain/manifest/definitions.ts';
import { checkManifestStream } from '../../../functions/manifests/check-stream.ts';
import { nemoRow, nemoRows } from '../../domain/manifest/nemo-rows.ts';

const text = (rows: readonly (readonly string[])[], delimiter: '\t' | ',' | ';' = '\t') =>
  Buffer.from(rows.map((cells) => delimitedLine(cells, delimiter)).join(''));
const check = (bytes: Buffer) => checkManifestStream([bytes], BUILT_IN);

test('the same manifest in every format makes the same report', async () => {
  const rows = [
    ...nemoRows(2),
    nemoRow(3).with(5, 'mosue').with(13, 'layer 5, "deep"'),
    nemoRow(4).with(11, 'embargo'),
  ];
  const reports = await Promise.all([
    check(text(rows)),
    check(text(rows, ',')),
    check(text(rows, ';')),
    check(Buffer.concat([Buffer.from('\uFEFF'), text(rows)])),
    check(Buffer.from(text(rows).toString().replaceAll('\r\n', '\n'))),
    check(writeWorkbook([{ name: 'any', rows }])),
  ]);
  const [first, ...others] = reports.map((report) => ({ ...report, format: undefined }));
  expect(first).toMatchObject({ valid: false, totalErrors: 2, rows: 4 });
  for (const report of others) expect(report).toEqual(first);
  expect(reports.map((report) => report.format)).toEqual(['tsv', 'csv', 'csv', 'tsv', 'tsv', 'xlsx']);
});

test('a Node stream is a source as well', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'waybill-check-'));
  const file = join(directory, 'any.name');
  await writeFile(file, text(nemoRows(2_000)));
  const report = await checkManifestStream(createReadStream(file), BUILT_IN);
  expect(report).toMatchObject({ valid: true, rows: 2_000 });
  await rm(directory, { recursive: true });
});

describe('a file that breaks off', () => {
  test('keeps the errors found before, and says where it stopped', async () => {
    const rows = [...nemoRows(2), nemoRow(3).with(5, 'mosue')];
    const report = await check(Buffer.concat([text(rows), Buffer.from('größe\n', 'latin1')]));
    expect(report).toMatchObject({ valid: false, complete: false, rows: 3, totalErrors: 2, format: 'tsv' });
    expect(report.errors).toMatchObject([
      { row: 4, rule: 'vocabulary' },
      { row: 5, rule: 'file' },
    ]);
  });

  test('because the storage is away is no fault of the manifest', async () => {
    async function* broken() {
      yield text(nemoRows(3));
      throw unavailable('S3 does not answer.');
    }
    await expect(checkManifestStream(broken(), BUILT_IN)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

test('formula cells of a workbook are refused where they stand', async () => {
  const workbook = writeWorkbook([{ name: 'm', rows: nemoRows(1) }]);
  expect((await check(workbook)).valid).toBe(true);
  const { workbookOf, textRow } = await import('../../adapters/tables/reading.ts');
  const [header = [], cells = []] = nemoRows(1);
  const row = textRow(2, ...cells.map((cell) => cell.replace('&', '&amp;'))).replace(
    '<c t="inlineStr"><is><t>SMP-000001</t></is></c>',
    '<c t="str"><f>"SMP-"&amp;1</f><v>SMP-000001</v></c>',
  );
  const report = await check(workbookOf({ sheets: [textRow(1, ...header) + row] }));
  expect(report).toMatchObject({ valid: false, totalErrors: 1 });
  expect(report.errors[0]).toMatchObject({ row: 2, column: 'Sample_ID', value: 'SMP-000001', rule: 'formula' });
});

test('25,000 rows of 24 columns are checked within seconds, on any machine', async () => {
  const bytes = text(nemoRows(25_000));
  const started = performance.now();
  expect(await check(bytes)).toMatchObject({ valid: true, rows: 25_000 });
  expect(performance.now() - started).toBeLessThan(5_000);
});
