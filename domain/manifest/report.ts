import type { Issue } from '../errors.ts';
import type { Checksum } from '../file/file.ts';
import type { ManifestPolicy } from './profile.ts';

/** One file that a manifest announces. */
export interface ManifestFile {
  /** spreadsheet row */
  row: number;
  name: string;
  checksum?: Checksum;
  /** as the vocabulary spells it */
  fileType?: string;
  /** every cell of the row that holds anything, by column; terms as their vocabulary spells them */
  metadata: Record<string, string>;
}

/** What a check found: all errors are counted, the first ones are told. */
export interface ManifestReport {
  valid: boolean;
  /** absent when the header belongs to no profile */
  profile?: string;
  /** absent when the manifest does not say, or says more than one thing */
  policy?: ManifestPolicy;
  /** rows below the header that were checked */
  rows: number;
  /** false: checking stopped before the end, and the last error says why */
  complete: boolean;
  errors: Issue[];
  totalErrors: number;
  /** true: there are more errors than are listed */
  truncated: boolean;
  warnings: Issue[];
  totalWarnings: number;
}

/** The report of a manifest that could not be read at all. */
export function unreadable(issues: readonly Issue[], limit: number): ManifestReport {
  return {
    valid: false,
    rows: 0,
    complete: false,
    errors: issues.slice(0, limit),
    totalErrors: issues.length,
    truncated: issues.length > limit,
    warnings: [],
    totalWarnings: 0,
  };
}
