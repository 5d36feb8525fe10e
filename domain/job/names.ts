import * as z from 'zod/mini';

/** Job names stand in URLs and, several with commas between them, in the field `job` of a submission. */
export const jobName = () =>
  z
    .string()
    .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, hyphens and underscores; at most 64'));

/** Also part of the name of a Batch job definition, which takes no dots. */
export const taskName = () =>
  z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'letters, digits, hyphens and underscores; at most 64'));

export const parameterAlias = () =>
  z
    .string()
    .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, hyphens and underscores; at most 64'));

/** How a file name ends, such as `.fasta` or `.tar.gz`. */
export const ending = () =>
  z
    .string()
    .check(z.regex(/^(\.[A-Za-z0-9_-]{1,20}){1,3}$/, 'an ending such as .fasta: a dot, then letters, digits, _ and -'));

/** The name by which submitters give a parameter: `task1_all`. */
export const fieldName = (task: string, alias: string): string => `${task}_${alias}`;

/** Fields of every submission; no parameter can be called so. */
export const OWN_FIELDS = ['job', 'submission_name', 'email', 'input_data'] as const;
