import type { ProfileInput } from '../profile.ts';

const required = (name: string) => ({ name, required: true });
const term = (name: string) => ({ name, required: true, vocabulary: name });

/** Rows of controlled-access BICCN data say where they belong, and one manifest belongs to one place. */
const RESTRICTED = [
  { column: 'Access', in: ['controlled'] },
  { column: 'Program', in: ['biccn'] },
];
const RESTRICTED_COLUMNS = ['BCDC_collection', 'BCDC_Project', 'CA_IC_id', 'CA_usage'];

/** The NeMO Archive's manifest of 24 columns in strict order, with the archive's own wording. */
export const nemo: ProfileInput = {
  name: 'nemo',
  title: 'NeMO Archive manifest (24 columns)',
  columns: [
    required('File_name'),
    required('Sample_ID'),
    term('Program'),
    term('Sub-program'),
    term('Lab'),
    term('Species'),
    term('Modality'),
    term('Technique'),
    term('Subspecimen_type'),
    term('Data_type'),
    term('File_type'),
    term('Access'),
    required('Checksum'),
    { name: 'Anatomical_site' },
    { name: 'Counts_pipeline' },
    { name: 'Read_aligner' },
    { name: 'Genome_build' },
    { name: 'Gene_set_release' },
    { name: 'BCDC_Project', vocabulary: 'BCDC_Project' },
    { name: 'BCDC_collection', vocabulary: 'BCDC_collection' },
    { name: 'CA_usage', vocabulary: 'CA_usage' },
    { name: 'CA_IC_id' },
    { name: 'CA_donor' },
    { name: 'CA_tissue_provider' },
  ],
  fileName: { column: 'File_name' },
  checksum: { column: 'Checksum', algorithm: 'md5' },
  access: { column: 'Access', policies: { open: 'open', controlled: 'restricted', embargo: 'embargo' } },
  format: { column: 'File_type' },
  rules: [
    { rule: 'unique', columns: ['File_name'] },
    { rule: 'notRepeated', column: 'File_name' },
    { rule: 'noPath', column: 'File_name' },
    { rule: 'noLineBreak', severity: 'warning' },
    { rule: 'prefix', column: 'File_name' },
    { rule: 'requiredWhen', columns: RESTRICTED_COLUMNS, when: RESTRICTED },
    {
      rule: 'single',
      columns: RESTRICTED_COLUMNS,
      when: RESTRICTED,
      message:
        "'{column}' column has more than one value: {first}, {value}. Each column can only have one value in it.",
    },
  ],
  messages: {
    header: 'Manifest header row fields differ from the header fields from the template.',
    order: 'Manifest header row fields differ from the header fields from the template.',
    width: 'Row #{row} does not have the correct number of fields. Expected {expected} fields, but got {actual}.',
    rowLimit: 'Manifest row count exceeds limit of {limit} rows.',
    required: "Row for '{file}' does not have required field '{column}' filled in.",
    requiredWhen: "Row for '{file}' does not have required field '{column}' filled in.",
    checksumLength: "Row for '{file}' does not have a 32 character checksum.",
    checksum: "The checksum for row '{file}' is not a valid md5 checksum.",
    unique: 'Duplicate file name found: {file}.',
    vocabulary:
      "Row for '{file}' has invalid controlled vocabulary term '{value}' for field '{column}'." +
      ' Valid fields are [{terms}].',
    policy:
      "Row for '{file}' has invalid controlled vocabulary term '{value}' for field '{column}'." +
      ' Valid fields are [{terms}].',
    mixedAccess:
      'The manifest has more than one level of access. There can only be one type of data in each manifest.' +
      " Row {row} has '{value}', the rows before it '{first}'.",
    notRepeated: 'File name {file} was duplicated within row #{row}.',
    noPath: 'File name {file} on row#{row} contains directory structure.',
    noLineBreak: 'Line break found in entry for file {file}.',
    prefix: "Row for '{file}' has invalid value for field '{column}'. No file prefix detected.",
  },
};
