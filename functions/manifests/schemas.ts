import * as z from 'zod/mini';
import { DEFAULT_MAX_ISSUES } from '../../domain/manifest/check.ts';
import { MANIFEST_POLICIES, profileFields } from '../../domain/manifest/profile.ts';
import { LARGEST_MANIFEST_BYTES } from '../../domain/manifest/upload.ts';
import { vocabularySchema } from '../../domain/manifest/vocabulary.ts';

const version = () =>
  z.int().check(z.minimum(0), z.describe('as last read; 0 creates a definition or replaces an unchanged built-in one'));
const versioned = () => ({ version: z.int().check(z.minimum(0)), builtIn: z.boolean() });

export const profile = () => z.extend(profileFields, versioned());
export const vocabulary = () => z.extend(vocabularySchema, versioned());

/** The name stands in the path. */
export const profileChange = () =>
  z.extend(z.omit(profileFields, { name: true }), { version: z._default(version(), 0) });
export const vocabularyChange = () =>
  z.extend(z.omit(vocabularySchema, { name: true }), { version: z._default(version(), 0) });
export const deletion = () => z.object({ version: z.coerce.number().check(z.int(), z.minimum(0)) });

const summary = () => z.object({ name: z.string(), title: z.string(), ...versioned() });
export const profileList = () =>
  z.object({
    profiles: z.array(z.extend(summary(), { enabled: z.boolean(), columns: z.array(z.string()) })),
  });
export const vocabularyList = () => z.object({ vocabularies: z.array(z.extend(summary(), { terms: z.int() })) });

export const TEMPLATE_FORMATS = ['tsv', 'csv', 'xlsx'] as const;
export const templateQuery = () => z.object({ format: z._default(z.enum(TEMPLATE_FORMATS), 'tsv') });

export const newUpload = () =>
  z.strictObject({
    size: z.int().check(z.minimum(1), z.maximum(LARGEST_MANIFEST_BYTES), z.describe('bytes')),
    sha256: z.optional(
      z.string().check(z.regex(/^[0-9a-fA-F]{64}$/, 'a SHA-256 is 64 hexadecimal digits'), z.toLowerCase()),
    ),
  });
export const announcedUpload = () =>
  z.object({
    manifest: z.string().check(z.describe('names this manifest in the calls that take one')),
    url: z.url(),
    method: z.literal('PUT'),
    headers: z.record(z.string(), z.string()).check(z.describe('headers that the upload must send, exactly')),
    expires: z.iso.datetime(),
  });

const flag = () =>
  z.pipe(
    z.optional(z.string()),
    z.transform((text) => /^(y|yes|true|1)$/i.test(text ?? '')),
  );
export const checkQuery = () =>
  z.object({
    profile: z
      .optional(z.string())
      .check(z.describe('check against this profile instead of the one that the header belongs to')),
    corrected: flag().check(
      z.describe('y: answer with the manifest, its misspelt terms replaced by the nearest valid ones'),
    ),
    errors: z._default(z.enum(['json', 'csv']), 'json').check(z.describe('csv: answer with the errors as a table')),
    table: flag().check(
      z.describe('y: answer with the rows too, as they were read, in whatever format the manifest is'),
    ),
    max: z
      ._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(10_000)), DEFAULT_MAX_ISSUES)
      .check(z.describe('errors that are listed')),
  });

const issue = () =>
  z.object({
    message: z.string(),
    row: z.optional(z.int()).check(z.describe('spreadsheet row; the header is row 1')),
    column: z.optional(z.string()),
    value: z.optional(z.string()),
    rule: z.optional(z.string()),
    suggestion: z.optional(z.string()).check(z.describe('the nearest valid term')),
  });
export const report = () =>
  z.object({
    valid: z.boolean(),
    format: z.optional(z.enum(['csv', 'tsv', 'xlsx'])),
    profile: z.optional(z.string()),
    policy: z.optional(z.enum(MANIFEST_POLICIES)),
    rows: z.int().check(z.describe('rows checked, without the header')),
    complete: z.boolean().check(z.describe('false: checking stopped before the end; the last error says why')),
    errors: z.array(issue()),
    totalErrors: z.int(),
    truncated: z.boolean().check(z.describe('true: there are more errors than are listed')),
    warnings: z.array(issue()),
    totalWarnings: z.int(),
    table: z
      .optional(
        z.object({
          header: z.array(z.string()),
          rows: z.array(z.object({ row: z.int().check(z.describe('spreadsheet row')), cells: z.array(z.string()) })),
          complete: z.boolean().check(z.describe('false: rows are left out that do not fit an answer')),
        }),
      )
      .check(z.describe('if asked for: the rows, those with faults first of all; long cells are cut')),
  });
