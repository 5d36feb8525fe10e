import * as z from 'zod';
import { DEFAULT_MAX_ISSUES } from '../../domain/manifest/check.ts';
import { MANIFEST_POLICIES, profileFields } from '../../domain/manifest/profile.ts';
import { LARGEST_MANIFEST_BYTES } from '../../domain/manifest/upload.ts';
import { vocabularySchema } from '../../domain/manifest/vocabulary.ts';

const version = () =>
  z.int().min(0).describe('as last read; 0 creates a definition or replaces an unchanged built-in one');
const versioned = () => ({ version: z.int().min(0), builtIn: z.boolean() });

export const profile = () => profileFields.extend(versioned());
export const vocabulary = () => vocabularySchema.extend(versioned());

/** The name stands in the path. */
export const profileChange = () => profileFields.omit({ name: true }).extend({ version: version().default(0) });
export const vocabularyChange = () => vocabularySchema.omit({ name: true }).extend({ version: version().default(0) });
export const deletion = () => z.object({ version: z.coerce.number().int().min(0) });

const summary = () => z.object({ name: z.string(), title: z.string(), ...versioned() });
export const profileList = () =>
  z.object({
    profiles: z.array(summary().extend({ enabled: z.boolean(), columns: z.array(z.string()) })),
  });
export const vocabularyList = () => z.object({ vocabularies: z.array(summary().extend({ terms: z.int() })) });

export const TEMPLATE_FORMATS = ['tsv', 'csv', 'xlsx'] as const;
export const templateQuery = () => z.object({ format: z.enum(TEMPLATE_FORMATS).default('tsv') });

export const newUpload = () =>
  z.strictObject({
    size: z.int().min(1).max(LARGEST_MANIFEST_BYTES).describe('bytes'),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, 'a SHA-256 is 64 hexadecimal digits')
      .toLowerCase()
      .optional(),
  });
export const announcedUpload = () =>
  z.object({
    manifest: z.string().describe('names this manifest in the calls that take one'),
    url: z.url(),
    method: z.literal('PUT'),
    headers: z.record(z.string(), z.string()).describe('headers that the upload must send, exactly'),
    expires: z.iso.datetime(),
  });

const flag = () =>
  z
    .string()
    .optional()
    .transform((text) => /^(y|yes|true|1)$/i.test(text ?? ''));
export const checkQuery = () =>
  z.object({
    profile: z.string().optional().describe('check against this profile instead of the one that the header belongs to'),
    corrected: flag().describe('y: answer with the manifest, its misspelt terms replaced by the nearest valid ones'),
    errors: z.enum(['json', 'csv']).default('json').describe('csv: answer with the errors as a table'),
    table: flag().describe('y: answer with the rows too, as they were read, in whatever format the manifest is'),
    max: z.coerce.number().int().min(1).max(10_000).default(DEFAULT_MAX_ISSUES).describe('errors that are listed'),
  });

const issue = () =>
  z.object({
    message: z.string(),
    row: z.int().optional().describe('spreadsheet row; the header is row 1'),
    column: z.string().optional(),
    value: z.string().optional(),
    rule: z.string().optional(),
    suggestion: z.string().optional().describe('the nearest valid term'),
  });
export const report = () =>
  z.object({
    valid: z.boolean(),
    format: z.enum(['csv', 'tsv', 'xlsx']).optional(),
    profile: z.string().optional(),
    policy: z.enum(MANIFEST_POLICIES).optional(),
    rows: z.int().describe('rows checked, without the header'),
    complete: z.boolean().describe('false: checking stopped before the end; the last error says why'),
    errors: z.array(issue()),
    totalErrors: z.int(),
    truncated: z.boolean().describe('true: there are more errors than are listed'),
    warnings: z.array(issue()),
    totalWarnings: z.int(),
    table: z
      .object({
        header: z.array(z.string()),
        rows: z.array(z.object({ row: z.int().describe('spreadsheet row'), cells: z.array(z.string()) })),
        complete: z.boolean().describe('false: rows are left out that do not fit an answer'),
      })
      .optional()
      .describe('if asked for: the rows, those with faults first of all; long cells are cut'),
  });
