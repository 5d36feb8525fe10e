import type { ProfileInput } from '../profile.ts';

const NAME = '[a-zA-Z0-9_-]+';
const RUN_METRICS = ['demultiplex_stats_filename', 'run_parameters_filename', 'top_unknown_barcodes_filename'];
const BY_CENTER = { column: 'sequence_center', is: 'used' } as const;
const BY_LAB = { column: 'sequence_center', is: 'empty' } as const;
const FASTQ = [{ column: 'data_type', in: ['demultiplexed fastq'] }];

const MD5_FORM = "Row {row}, Column '{column}': does not match expected MD5 checksum pattern.";
const ORCID_FORM = "Row {row}, Column '{column}': does not match expected ORCID ID pattern.";

/**
 * The BICAN manifest of 18 columns in strict order. It has no access column, so its data is restricted until a site
 * decides otherwise: nothing is published by accident. Vocabularies of its other columns are not public; a site adds
 * them by replacing this profile. A manifest without any `sequence_center` was sent by a laboratory itself, and then
 * the columns that only a sequencing centre can fill in stay empty.
 */
export const bican: ProfileInput = {
  name: 'bican',
  title: 'BICAN sequencing manifest (18 columns)',
  columns: [
    { name: 'program', required: true },
    { name: 'sgl_name', required: true },
    { name: 'library_lab_pool_name', minLength: 3, maxLength: 255, pattern: NAME },
    { name: 'library_aliquot_name', minLength: 8, maxLength: 255, pattern: NAME },
    { name: 'filename', required: true, minLength: 8, maxLength: 255 },
    { name: 'checksum', required: true, pattern: '[a-f0-9]{32}', messages: { pattern: MD5_FORM } },
    { name: 'sequence_center' },
    { name: 'data_type', required: true, vocabulary: 'bican_data_type' },
    { name: 'file_format', required: true },
    { name: 'instrument', required: true, minLength: 3, maxLength: 45 },
    { name: 'flow_cell_type', required: true, minLength: 3, maxLength: 45 },
    { name: 'flow_cell_version', minLength: 3, maxLength: 45 },
    { name: 'flow_cell_name', required: true, minLength: 3, maxLength: 45 },
    { name: 'demultiplex_stats_filename', minLength: 3, maxLength: 255 },
    { name: 'run_parameters_filename', minLength: 3, maxLength: 255 },
    { name: 'top_unknown_barcodes_filename', minLength: 3, maxLength: 255 },
    { name: 'demux_recipe', required: true, minLength: 3, maxLength: 32 },
    {
      name: 'alternate_contact',
      // the last character of an ORCID iD is a check digit, which may be X (ISO 7064)
      pattern: '([0-9]{4}-){3}[0-9]{3}[0-9X]',
      messages: { pattern: ORCID_FORM },
    },
  ],
  fileName: { column: 'filename' },
  checksum: { column: 'checksum', algorithm: 'md5' },
  access: { policy: 'restricted' },
  format: { column: 'file_format' },
  rules: [
    {
      rule: 'constant',
      column: 'program',
      value: 'bican',
      message: "Row {row}, Column '{column}': Incorrect manifest version for listed program '{value}'.",
    },
    { rule: 'single', columns: ['sgl_name'] },
    {
      rule: 'single',
      columns: ['sequence_center'],
      provided: BY_CENTER,
      message: "Manifest lists more than 1 sequence center for column '{column}': {first}, {value} (row {row}).",
    },
    { rule: 'unique', columns: ['filename'] },
    { rule: 'noPath', column: 'filename' },
    { rule: 'requiredWhen', columns: ['library_lab_pool_name', 'library_aliquot_name'], when: FASTQ },
    { rule: 'requiredWhen', columns: ['sequence_center', 'flow_cell_version'], provided: BY_CENTER },
    { rule: 'requiredWhen', columns: RUN_METRICS, when: FASTQ, provided: BY_CENTER },
    { rule: 'emptyWhen', columns: [...RUN_METRICS, 'flow_cell_version'], provided: BY_LAB },
    { rule: 'hasRow', columns: RUN_METRICS, in: 'filename', provided: BY_CENTER },
    { rule: 'allOrNone', columns: ['alternate_contact'], across: 'manifest' },
  ],
  messages: {
    header: 'Manifest columns differ from the BICAN manifest columns.',
    order: 'Manifest columns are not in the correct order.',
    rowLimit: 'Manifest row count exceeds limit of {limit} rows.',
    required: "Row {row}, Column '{column}': missing required value.",
    requiredWhen: "Row {row}, Column '{column}': missing required value.",
    emptyWhen: "Row {row}, Column '{column}': has a value, but should be empty.",
    allOrNone: "Row {row}, Column '{column}': missing value.",
    vocabulary: "Row {row}, Column '{column}': contains invalid value.",
    length: "Row {row}, Column '{column}': does not match expected character length.",
    pattern: "Row {row}, Column '{column}': contains invalid characters.",
    checksumLength: "Row {row}, Column '{column}': does not match expected character length.",
    checksum: MD5_FORM,
    unique: "Row {row}, Column '{column}': contains duplicated filename.",
    noPath: "Row {row}, Column '{column}': contains directory structure.",
    hasRow: "Row {row}, Column '{column}': file not found included in manifest.",
    single: "Manifest lists more than 1 value for column '{column}': {first}, {value} (row {row}).",
  },
};
