import * as z from 'zod/mini';
import { licence } from '../submission/licence.ts';
import { messagesSchema } from './messages.ts';
import { columnName, definitionName } from './names.ts';
import type { CompilePattern } from './pattern.ts';
import { columnsOf, ruleSchema } from './rule-schema.ts';
import type { Vocabulary } from './vocabulary.ts';

const length = z.int().check(z.minimum(0), z.maximum(32_767));

const columnSchema = z
  .strictObject({
    name: columnName,
    description: z.optional(z.string().check(z.maxLength(500))),
    /** every row needs a value */
    required: z._default(z.boolean(), false),
    /** name of the vocabulary that the values come from */
    vocabulary: z.optional(definitionName),
    /** RE2 regular expression for the whole value */
    pattern: z.optional(z.string().check(z.minLength(1), z.maxLength(256))),
    minLength: z.optional(length),
    maxLength: z.optional(length),
    messages: z.optional(messagesSchema),
  })
  .check(
    z.refine((column) => (column.minLength ?? 0) <= (column.maxLength ?? Number.POSITIVE_INFINITY), {
      message: 'minLength is greater than maxLength.',
      path: ['minLength'],
    }),
  );

/** `private` is for job runs only, so no manifest can ask for it. */
export const MANIFEST_POLICIES = ['open', 'restricted', 'embargo'] as const;
const policy = z.enum(MANIFEST_POLICIES);
export type ManifestPolicy = z.infer<typeof policy>;

/** Either a column says which policy a manifest has, by its terms, or all manifests of the profile have one. */
const accessSchema = z.union([
  z.strictObject({
    column: columnName,
    policies: z.record(z.string().check(z.minLength(1), z.maxLength(200)), policy),
  }),
  z.strictObject({ policy }),
]);

/** The fields of a profile, each by itself; `profileSchema` adds what they ask of one another. */
export const profileFields = z.strictObject({
  name: definitionName,
  title: z.string().check(z.minLength(1), z.maxLength(200)),
  description: z.optional(z.string().check(z.maxLength(2_000))),
  /** false: manifests are not matched against this profile */
  enabled: z._default(z.boolean(), true),
  columns: z.array(columnSchema).check(z.minLength(1), z.maxLength(200)),
  /** true: all columns in exactly this order; false: any order, columns that are not required may be absent */
  strictOrder: z._default(z.boolean(), true),
  /** sheet of an Excel workbook that holds the manifest; without it the first sheet that holds anything */
  sheet: z.optional(z.string().check(z.minLength(1), z.maxLength(31))),
  maxRows: z._default(z.int().check(z.minimum(1), z.maximum(100_000)), 25_000),
  fileName: z.strictObject({ column: columnName }),
  checksum: z.optional(z.strictObject({ column: columnName, algorithm: z.enum(['md5', 'sha256']) })),
  access: accessSchema,
  /** of the data of these manifests, where a submitter names no other */
  licence: z.optional(licence),
  /** column that says the type of each file */
  format: z.optional(z.strictObject({ column: columnName })),
  rules: z._default(z.array(ruleSchema).check(z.maxLength(100)), []),
  messages: z.optional(messagesSchema),
});

/** Terms of a vocabulary of access levels that the profile gives no policy. */
export function unmappedTerms(profile: ManifestProfile, vocabulary: Vocabulary): string[] {
  const { access } = profile;
  if (!('column' in access)) return [];
  const column = profile.columns.find((candidate) => candidate.name === access.column);
  if (column?.vocabulary !== vocabulary.name) return [];
  const mapped = new Set(Object.keys(access.policies).map((term) => term.toLowerCase()));
  return vocabulary.terms.filter((term) => !mapped.has(term.toLowerCase()));
}

/** Column names that the profile uses, with where it uses them. */
function references(profile: z.infer<typeof profileFields>): { column: string; path: (string | number)[] }[] {
  const { fileName, checksum, access, format, rules } = profile;
  return [
    { column: fileName.column, path: ['fileName', 'column'] },
    ...(checksum ? [{ column: checksum.column, path: ['checksum', 'column'] }] : []),
    ...('column' in access ? [{ column: access.column, path: ['access', 'column'] }] : []),
    ...(format ? [{ column: format.column, path: ['format', 'column'] }] : []),
    ...rules.flatMap((rule, index) => columnsOf(rule).map((column) => ({ column, path: ['rules', index] }))),
  ];
}

/** How one kind of manifest looks and what it must fulfil, as data. */
export const profileSchema = profileFields.check(
  z.superRefine((profile, context) => {
    const names = new Set<string>();
    for (const [index, column] of profile.columns.entries()) {
      if (names.has(column.name)) {
        const path = ['columns', index, 'name'];
        context.addIssue({ code: 'custom', message: `The column '${column.name}' is listed twice.`, path });
      }
      names.add(column.name);
    }
    const needed = [profile.fileName.column, 'column' in profile.access ? profile.access.column : undefined];
    for (const [index, column] of profile.columns.entries()) {
      if (!needed.includes(column.name) || column.required) continue;
      const message = `'${column.name}' names the file or its access level, so every row needs it: make it required.`;
      context.addIssue({ code: 'custom', message, path: ['columns', index, 'required'] });
    }
    for (const { column, path } of references(profile)) {
      if (!names.has(column)) {
        context.addIssue({ code: 'custom', message: `There is no column '${column}' in this profile.`, path });
      }
    }
  }),
);

export type ManifestProfile = z.output<typeof profileSchema>;
export type ProfileInput = z.input<typeof profileSchema>;
export type Column = ManifestProfile['columns'][number];

/** What the schema alone cannot see: patterns that cannot be compiled, vocabularies that do not exist or do not fit. */
export function profileFaults(
  profile: ManifestProfile,
  vocabularies: readonly Vocabulary[],
  compile: CompilePattern,
): { message: string; field: string }[] {
  return profile.columns.flatMap((column, index) => {
    const vocabulary = vocabularies.find((candidate) => candidate.name === column.vocabulary);
    const faults: { message: string; field: string }[] = [];
    if (column.vocabulary !== undefined && vocabulary === undefined) {
      const message = `There is no vocabulary '${column.vocabulary}'. Create it before the profile that names it.`;
      faults.push({ message, field: `columns.${index}.vocabulary` });
    }
    const unmapped = vocabulary === undefined ? [] : unmappedTerms(profile, vocabulary);
    if (unmapped.length > 0) {
      const message = `The access levels ${unmapped.join(', ')} of the vocabulary have no policy.`;
      faults.push({ message, field: 'access.policies' });
    }
    const fault = patternFault(column, compile);
    if (fault !== undefined) faults.push({ message: fault, field: `columns.${index}.pattern` });
    return faults;
  });
}

function patternFault(column: Column, compile: CompilePattern): string | undefined {
  if (column.pattern === undefined) return undefined;
  try {
    compile(column.pattern);
    return undefined;
  } catch (error) {
    return `The pattern cannot be used: ${(error as Error).message}`;
  }
}
