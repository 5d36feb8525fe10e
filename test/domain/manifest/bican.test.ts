import { describe, expect, test } from 'vitest';
import { BUILT_IN } from '../../../domain/manifest/definitions.ts';
import { check, places } from './tables.ts';

const HEADER = BUILT_IN.profiles.find(({ name }) => name === 'bican')?.columns.map((column) => column.name) ?? [];

const METRICS = {
  stats: 'run1_demultiplex_stats.csv',
  parameters: 'run1_RunParameters.xml',
  barcodes: 'run1_barcodes.html',
};

const COMMON: Record<string, string> = {
  program: 'BICAN',
  sgl_name: 'AIBS',
  sequence_center: 'NYGC',
  file_format: 'fastq',
  instrument: 'NovaSeq X',
  flow_cell_type: '10B',
  flow_cell_version: '1.5',
  flow_cell_name: 'FC-0001',
  demux_recipe: 'dual-index',
};

const row = (cells: Record<string, string>): string[] => HEADER.map((name) => cells[name] ?? '');
const md5 = (number: number) => number.toString(16).padStart(32, '0');

const fastq = (number: number, cells: Record<string, string> = {}) =>
  row({
    ...COMMON,
    data_type: 'demultiplexed fastq',
    library_lab_pool_name: 'pool-1',
    library_aliquot_name: `aliquot-${number}`,
    filename: `sample${number}_R1.fastq.gz`,
    checksum: md5(number),
    demultiplex_stats_filename: METRICS.stats,
    run_parameters_filename: METRICS.parameters,
    top_unknown_barcodes_filename: METRICS.barcodes,
    ...cells,
  });

const metric = (filename: string, number: number, cells: Record<string, string> = {}) =>
  row({ ...COMMON, data_type: 'run metrics', filename, checksum: md5(number), ...cells });

const metrics = (cells: Record<string, string> = {}) =>
  Object.values(METRICS).map((filename, index) => metric(filename, 1_000 + index, cells));

const LAB = { sequence_center: '', flow_cell_version: '' };
const NO_METRICS = { demultiplex_stats_filename: '', run_parameters_filename: '', top_unknown_barcodes_filename: '' };

test('a manifest of a sequencing centre is valid and restricted', async () => {
  const report = await check([HEADER, fastq(1), fastq(2), ...metrics()]);
  expect(report).toMatchObject({ valid: true, profile: 'bican', policy: 'restricted', rows: 5 });
  expect(report.files[0]).toMatchObject({ fileType: 'fastq', checksum: { algorithm: 'md5', value: md5(1) } });
});

test('a manifest that a laboratory sends itself leaves the columns of the centre empty', async () => {
  const lab = { ...LAB, ...NO_METRICS };
  expect(await check([HEADER, fastq(1, lab), fastq(2, lab)])).toMatchObject({ valid: true });
  const report = await check([HEADER, fastq(1, lab), fastq(2, { ...lab, run_parameters_filename: METRICS.stats })]);
  expect(report.errors).toEqual([
    expect.objectContaining({
      row: 3,
      column: 'run_parameters_filename',
      rule: 'emptyWhen',
      message: "Row 3, Column 'run_parameters_filename': has a value, but should be empty.",
    }),
  ]);
});

test('one row with a sequencing centre asks for it in all rows', async () => {
  const report = await check([HEADER, fastq(1, LAB), fastq(2), ...metrics()]);
  expect(places(report)).toEqual(['2 sequence_center requiredWhen', '2 flow_cell_version requiredWhen']);
});

describe('each fault', () => {
  test.each([
    [{ program: 'biccn' }, 'program', 'constant', /Incorrect manifest version/],
    [{ checksum: 'AB'.repeat(16) }, 'checksum', 'pattern', /does not match expected MD5 checksum pattern\.$/],
    [{ checksum: 'ab' }, 'checksum', 'checksumLength', /does not match expected character length\.$/],
    [
      { library_aliquot_name: 'short' },
      'library_aliquot_name',
      'length',
      /does not match expected character length\.$/,
    ],
    [{ library_aliquot_name: 'with blank' }, 'library_aliquot_name', 'pattern', /contains invalid characters\.$/],
    [{ library_lab_pool_name: '' }, 'library_lab_pool_name', 'requiredWhen', /missing required value\.$/],
    [{ instrument: '' }, 'instrument', 'required', /missing required value\.$/],
    [{ demux_recipe: 'x'.repeat(33) }, 'demux_recipe', 'length', /does not match expected character length\.$/],
    [{ filename: 'run/a.fastq.gz' }, 'filename', 'noPath', /contains directory structure\.$/],
    [{ filename: 'sample1_R1.fastq.gz' }, 'filename', 'unique', /contains duplicated filename\.$/],
    [
      { data_type: 'demultiplexed fasta' },
      'data_type',
      'vocabulary',
      /contains invalid value\. Did you mean 'demultiplexed fastq'\?$/,
    ],
    [{ sgl_name: 'Other' }, 'sgl_name', 'single', /Manifest lists more than 1 value for column 'sgl_name'/],
    [{ sequence_center: 'Other' }, 'sequence_center', 'single', /Manifest lists more than 1 sequence center/],
    [
      { run_parameters_filename: 'other.xml' },
      'run_parameters_filename',
      'hasRow',
      /file not found included in manifest\.$/,
    ],
    [{ demultiplex_stats_filename: '' }, 'demultiplex_stats_filename', 'requiredWhen', /missing required value\.$/],
  ])('%j', async (cells: Record<string, string>, column, rule, message) => {
    const report = await check([HEADER, fastq(1), fastq(2, cells), ...metrics()]);
    expect(report.errors).toEqual([
      expect.objectContaining({ row: 3, column, rule, message: expect.stringMatching(message) }),
    ]);
  });
});

describe('the alternate contact', () => {
  const ORCID = '0000-0002-1825-0097';

  test('is given in all rows or in none', async () => {
    const all = { alternate_contact: ORCID };
    expect(await check([HEADER, fastq(1, all), ...metrics(all)])).toMatchObject({ valid: true });
    const report = await check([HEADER, fastq(1), fastq(2, all), ...metrics()]);
    expect(places(report)).toEqual([2, 4, 5, 6].map((number) => `${number} alternate_contact allOrNone`));
  });

  test('may end in the check digit X', async () => {
    const all = { alternate_contact: '0000-0001-5109-370X' };
    expect(await check([HEADER, fastq(1, all), ...metrics(all)])).toMatchObject({ valid: true });
  });

  test('is an ORCID iD', async () => {
    const wrong = { alternate_contact: 'jdoe@example.org' };
    const report = await check([HEADER, fastq(1, wrong), ...metrics({ alternate_contact: ORCID })]);
    expect(report.errors[0]?.message).toBe(
      "Row 2, Column 'alternate_contact': does not match expected ORCID ID pattern.",
    );
  });
});
