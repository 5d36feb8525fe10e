import type { Issue } from '../errors.ts';
import type { RecordValues } from './metadataset.ts';
import { fileFields } from './record.ts';
import type { FieldRule } from './rules.ts';

const textOf = (record: RecordValues, field: string): string =>
  (Object.hasOwn(record, field) ? record[field] : null) ?? '';

/** A correction keeps the files of the metadataset that it supersedes: they were checked and released with it. */
export function changedFileIssues(before: RecordValues, after: RecordValues, rules: readonly FieldRule[]): Issue[] {
  return fileFields(rules)
    .filter((field) => textOf(before, field) !== textOf(after, field))
    .map((field) => {
      const file = textOf(before, field);
      const was = file === '' ? 'names no file' : `names '${file}'`;
      return {
        field,
        message: `A correction keeps its files: what it supersedes ${was} here. Submit other files anew.`,
      };
    });
}

/** The values of fields that must be unique within a submission, where the correction has another value than before. */
export const changedUniqueValues = (before: RecordValues, after: RecordValues, rules: readonly FieldRule[]) =>
  rules
    .filter(({ isSubmissionUnique, isSiteUnique }) => isSubmissionUnique || isSiteUnique)
    .map((rule) => ({ rule, was: textOf(before, rule.name), is: textOf(after, rule.name) }))
    .filter(({ was, is }) => was !== is);
