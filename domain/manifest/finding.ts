import type { Issue } from '../errors.ts';
import { shorten } from './issue-list.ts';
import { DEFAULT_MESSAGES, fill, type Placeholders, type RuleName } from './messages.ts';
import type { ManifestProfile } from './profile.ts';

/** A row of a manifest, its values in the order of the profile's columns. */
export interface ManifestRow {
  row: number;
  values: readonly string[];
  /** the file that the row names */
  file: string;
}

/** A broken rule, before it is put into words. */
export interface Finding {
  rule: RuleName;
  row: number;
  file?: string;
  column?: string;
  value?: string;
  suggestion?: string | undefined;
  /** wording of this very rule, before that of column and profile */
  message?: string | undefined;
  details?: Placeholders;
}

/** Takes a finding; it is worked out only when it is among those that are told. */
export type Report = (make: () => Finding) => void;

/** Puts a finding into the words of its rule, its column, its profile or the defaults, in this order. */
export function toIssue(profile: ManifestProfile, finding: Finding): Issue {
  const { rule, row, column, suggestion } = finding;
  const own = profile.columns.find((candidate) => candidate.name === column)?.messages?.[rule];
  const wording = finding.message ?? own ?? profile.messages?.[rule] ?? DEFAULT_MESSAGES[rule];
  const value = finding.value === undefined ? undefined : shorten(finding.value);
  const file = shorten(finding.file ?? '');
  const message = fill(wording, { ...finding.details, row, column, value: value ?? '', file });
  return {
    message: suggestion === undefined ? message : `${message} Did you mean '${suggestion}'?`,
    row,
    rule,
    ...(column !== undefined && { column }),
    ...(value !== undefined && { value }),
    ...(suggestion !== undefined && { suggestion }),
  };
}
