import { compilePythonPattern } from '../../../adapters/python/compile-pattern.ts';
import type { MetadatumDefinition } from '../../../domain/metadata/definition.ts';
import type { CandidateFile } from '../../../domain/metadata/files.ts';
import { compileRules, type MetadataRules } from '../../../domain/metadata/rules.ts';
import type { CandidateSet } from '../../../domain/metadata/submission.ts';

/** A definition that asks for nothing but what the test says. */
export const definition = (name: string, parts: Partial<MetadatumDefinition> = {}): MetadatumDefinition => ({
  uuid: `uuid of ${name}`,
  name,
  regexDescription: null,
  longDescription: null,
  example: '',
  regExp: null,
  dateTimeFmt: null,
  isMandatory: false,
  order: 100,
  isFile: false,
  isSubmissionUnique: false,
  isSiteUnique: false,
  service: null,
  ...parts,
});

export const rulesOf = (...definitions: MetadatumDefinition[]): MetadataRules =>
  compileRules(definitions, compilePythonPattern);

export const SERVICE = { uuid: 'uuid of service', siteId: 'DMP-1' };

/** The definitions that the documentation's examples speak of. */
export const DOCUMENTED: readonly MetadatumDefinition[] = [
  definition('#ID', {
    order: 1,
    isMandatory: true,
    isSiteUnique: true,
    regExp: '^[A-Z][A-Z][0-9][0-9]$',
    regexDescription: 'Two capital letters and two digits',
  }),
  definition('Date', { order: 2, isMandatory: true, dateTimeFmt: '%Y-%m-%d' }),
  definition('ZIP Code', { order: 3, isMandatory: true, regExp: '[0-9]{3}', regexDescription: 'Exactly three digits' }),
  definition('FileR1', { order: 4, isMandatory: true, isFile: true }),
  definition('FileR2', { order: 5, isFile: true, isSubmissionUnique: true }),
  definition('ServiceMeta0', { order: 6, isMandatory: true, service: SERVICE }),
  definition('ServiceMeta1', { order: 7, isFile: true, service: SERVICE }),
];

export const documentedRules = rulesOf(...DOCUMENTED);

export const file = (name: string, parts: Partial<CandidateFile> = {}): CandidateFile => ({
  uuid: `uuid of ${name}`,
  siteId: `DMF ${name}`,
  name,
  submitterId: 'me',
  contentUploaded: true,
  submitted: false,
  ...parts,
});

export const metadataset = (
  id: string,
  record: Readonly<Record<string, string | null>>,
  parts: Partial<CandidateSet> = {},
): CandidateSet => ({
  uuid: `uuid of ${id}`,
  siteId: `DMR ${id}`,
  submitterId: 'me',
  record,
  submitted: false,
  ...parts,
});

export const requested = <T extends { uuid: string }>(...found: T[]) =>
  found.map((one) => ({ reference: one.uuid, found: one }));
