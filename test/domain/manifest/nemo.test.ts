import { describe, expect, test } from 'vitest';
import { nemoRow, nemoRows } from './nemo-rows.ts';
import { check, places, tableOf } from './tables.ts';

const [HEADER = []] = nemoRows(0);
const at = (column: string) => HEADER.indexOf(column);

/** The valid manifest of some rows, with cells replaced: [row, column, value]. */
function manifest(count: number, ...cells: [number, string, string][]): string[][] {
  const rows = nemoRows(count);
  for (const [row, column, value] of cells) (rows[row - 1] ?? [])[at(column)] = value;
  return rows;
}

test('a valid manifest names its files, checksums, types and policy', async () => {
  const report = await check(
    manifest(2, [2, 'Species', 'MOUSE'], [2, 'File_type', 'h5'], [3, 'Checksum', 'AB'.repeat(16)]),
  );
  expect(report).toMatchObject({
    valid: true,
    profile: 'nemo',
    policy: 'open',
    rows: 2,
    complete: true,
    totalErrors: 0,
  });
  expect(report.files).toHaveLength(2);
  expect(report.files[0]).toMatchObject({
    row: 2,
    name: 'SMP-000001_S1_L001_R1_001.fastq.gz',
    checksum: { algorithm: 'md5', value: nemoRow(1)[12] },
    fileType: 'H5',
    metadata: { Species: 'mouse', Lab: 'zeng', File_type: 'H5' },
  });
  expect(Object.keys(report.files[0]?.metadata ?? {})).not.toContain('CA_donor');
  expect(report.files[1]?.checksum?.value).toBe('ab'.repeat(16));
});

test.each([
  ['controlled', 'restricted'],
  ['Embargo', 'embargo'],
  ['open', 'open'],
])('access %s means policy %s', async (access, policy) => {
  const report = await check(manifest(1, [2, 'Program', 'other'], [2, 'Access', access]));
  expect(report).toMatchObject({ valid: true, policy });
});

describe('each fault is told in the archive’s words, where it stands', () => {
  test.each([
    [
      'Lab',
      '',
      'required',
      "Row for 'SMP-000002_S1_L001_R1_001.fastq.gz' does not have required field 'Lab' filled in.",
    ],
    [
      'Checksum',
      'abc',
      'checksumLength',
      "Row for 'SMP-000002_S1_L001_R1_001.fastq.gz' does not have a 32 character checksum.",
    ],
    [
      'Checksum',
      'x'.repeat(32),
      'checksum',
      "The checksum for row 'SMP-000002_S1_L001_R1_001.fastq.gz' is not a valid md5 checksum.",
    ],
    [
      'File_name',
      'SMP-000001_S1_L001_R1_001.fastq.gz',
      'unique',
      'Duplicate file name found: SMP-000001_S1_L001_R1_001.fastq.gz.',
    ],
    ['File_name', 'a/b.fastq', 'noPath', 'File name a/b.fastq on row#3 contains directory structure.'],
    [
      'File_name',
      '.fastq',
      'prefix',
      "Row for '.fastq' has invalid value for field 'File_name'. No file prefix detected.",
    ],
    [
      'Access',
      'opne',
      'vocabulary',
      "Row for 'SMP-000002_S1_L001_R1_001.fastq.gz' has invalid controlled vocabulary term 'opne' for field 'Access'. Valid fields are [open;controlled;embargo]. Did you mean 'open'?",
    ],
    [
      'Access',
      'embargo',
      'mixedAccess',
      "The manifest has more than one level of access. There can only be one type of data in each manifest. Row 3 has 'embargo', the rows before it 'open'.",
    ],
  ])('%s %j', async (column, value, rule, message) => {
    const report = await check(manifest(3, [3, column, value]));
    expect(report.errors).toEqual([expect.objectContaining({ row: 3, column, rule, message, value })]);
    expect(report).toMatchObject({ valid: false, totalErrors: 1, truncated: false });
  });

  test('a file name in another column of its row', async () => {
    const name = 'SMP-000001_S1_L001_R1_001.fastq.gz';
    const report = await check(manifest(1, [2, 'Sample_ID', name]));
    expect(report.errors[0]?.message).toBe(`File name ${name} was duplicated within row #2.`);
  });

  test('a name with a line break or blanks around it is no file name', async () => {
    const report = await check(manifest(2, [2, 'File_name', 'a\nb.bam'], [3, 'File_name', ' c.bam']));
    expect(places(report)).toEqual(['2 File_name fileName', '3 File_name fileName']);
  });

  test('a line break elsewhere is a warning', async () => {
    const report = await check(manifest(1, [2, 'Anatomical_site', 'layer 5\nlayer 6']));
    expect(report).toMatchObject({ valid: true, totalWarnings: 1 });
    expect(report.warnings[0]).toMatchObject({ row: 2, column: 'Anatomical_site', rule: 'noLineBreak' });
  });

  test('a long vocabulary is not listed whole', async () => {
    const report = await check(manifest(1, [2, 'BCDC_collection', 'zeng_sn_10xv33']));
    expect(report.errors[0]?.message).toMatch(/;… and 69 more\]/);
    expect(report.errors[0]?.suggestion).toBe('zeng_sn_10xv3');
  });
});

describe('the policy', () => {
  test('is not told when rows ask for two', async () => {
    const report = await check(manifest(4, [3, 'Access', 'embargo'], [5, 'Access', 'embargo']));
    expect(report.policy).toBeUndefined();
    expect(places(report)).toEqual(['3 Access mixedAccess']);
  });

  test('of a misspelt access level does not count as a second one', async () => {
    const report = await check(manifest(2, [3, 'Access', 'opne']));
    expect(places(report)).toEqual(['3 Access vocabulary open']);
    expect(report.policy).toBe('open');
  });

  test('of an unknown access level is refused with the nearest one', async () => {
    const report = await check(manifest(1, [2, 'Access', 'embargoed']));
    expect(places(report)).toEqual(['2 Access vocabulary embargo']);
    expect(report.policy).toBeUndefined();
  });
});

describe('controlled BICCN data', () => {
  const controlled = (row: number): [number, string, string][] => [
    [row, 'Access', 'controlled'],
    [row, 'BCDC_collection', 'zeng_sn_10xv3'],
    [row, 'BCDC_Project', 'zeng_sn_10x_proj'],
    [row, 'CA_IC_id', 'IC-1'],
    [row, 'CA_usage', 'gru'],
  ];

  test('needs collection, project, consent form and usage', async () => {
    const report = await check(manifest(1, [2, 'Access', 'controlled'], [2, 'BCDC_Project', '']));
    expect(places(report).sort()).toEqual(
      ['BCDC_Project', 'BCDC_collection', 'CA_IC_id', 'CA_usage'].map((column) => `2 ${column} requiredWhen`),
    );
    expect(await check(manifest(1, ...controlled(2)))).toMatchObject({ valid: true, policy: 'restricted' });
  });

  test('has one value in each of them', async () => {
    const report = await check(manifest(2, ...controlled(2), ...controlled(3), [3, 'CA_IC_id', 'IC-2']));
    expect(report.errors).toEqual([
      expect.objectContaining({
        row: 3,
        column: 'CA_IC_id',
        message: "'CA_IC_id' column has more than one value: IC-1, IC-2. Each column can only have one value in it.",
      }),
    ]);
  });
});

describe('rows that do not fit the header', () => {
  test('too many cells', async () => {
    const rows = manifest(1);
    rows[1]?.push('stray');
    const report = await check(rows);
    expect(report.errors[0]).toMatchObject({
      row: 2,
      rule: 'width',
      message: 'Row #2 does not have the correct number of fields. Expected 24 fields, but got 25.',
    });
  });

  test('too few cells for what is required', async () => {
    const report = await check([HEADER, nemoRow(1).slice(0, 12)]);
    expect(report.errors[0]).toMatchObject({ row: 2, rule: 'width' });
  });

  test('empty cells at the end may be missing or too many', async () => {
    const report = await check([HEADER, nemoRow(1).slice(0, 19), [...nemoRow(2), '', ' ']]);
    expect(report).toMatchObject({ valid: true, rows: 2 });
  });
});

test('formulas and spreadsheet errors are refused where they stand', async () => {
  const faults = new Map([
    [2, [{ index: at('Sample_ID'), kind: 'formula' as const }]],
    [3, [{ index: at('Anatomical_site'), kind: 'error' as const }]],
  ]);
  const report = await check(tableOf(manifest(2, [3, 'Anatomical_site', '#N/A']), faults));
  expect(places(report)).toEqual(['2 Sample_ID formula', '3 Anatomical_site error']);
  expect(report.errors[1]?.message).toContain('#N/A');
});

test('a cell that begins like a formula is data', async () => {
  const report = await check(manifest(1, [2, 'Sample_ID', '=1+1'], [2, 'CA_donor', '@x']));
  expect(report).toMatchObject({ valid: true });
  expect(report.files[0]?.metadata).toMatchObject({ Sample_ID: '=1+1', CA_donor: '@x' });
});

test('a header without rows is refused', async () => {
  expect(await check([HEADER])).toMatchObject({ valid: false, rows: 0, totalErrors: 1, errors: [{ rule: 'empty' }] });
});

describe('limits', () => {
  test('25,000 rows are taken, 25,001 are not, and checking stops there', async () => {
    const rows = nemoRows(25_002);
    expect(await check(rows.slice(0, 25_001))).toMatchObject({ valid: true, rows: 25_000, complete: true });
    const report = await check(rows);
    expect(report).toMatchObject({ valid: false, rows: 25_000, complete: false, totalErrors: 1 });
    expect(report.errors[0]).toMatchObject({
      row: 25_002,
      rule: 'rowLimit',
      message: 'Manifest row count exceeds limit of 25,000 rows.',
    });
  });

  test('all errors are counted, the first ones by row are told', async () => {
    const rows = nemoRows(3_000).map((cells, index) => (index === 0 ? cells : cells.with(5, 'mosue').with(12, 'abc')));
    const report = await check(rows, undefined, { maxIssues: 7 });
    expect(report).toMatchObject({ valid: false, totalErrors: 6_000, truncated: true, complete: true });
    expect(report.errors.map((issue) => issue.row)).toEqual([2, 2, 3, 3, 4, 4, 5]);
    expect((await check(rows)).errors).toHaveLength(100);
    expect(report.files).toEqual([]);
  });

  test('files are handed on only as long as everything is right', async () => {
    const report = await check(manifest(4, [4, 'Lab', 'nobody']));
    expect(report.files.map((file) => file.row)).toEqual([2, 3]);
  });
});
