import type { ManifestRow, Report } from '../finding.ts';
import type { TermIndex } from '../vocabulary.ts';

/** What a rule may know of the profile it belongs to. */
export interface RuleContext {
  /** index of a column in a row's values; the profile's schema has made sure that it is there */
  at(column: string): number;
  /** the terms of a column, where it has any */
  terms(column: string): TermIndex | undefined;
}

/** A rule at work on one manifest: it sees every row once, and then the end. */
export interface RuleCheck {
  /** takes note of a row, also of one that the rule's `when` leaves out */
  note?(row: ManifestRow): void;
  row(row: ManifestRow, report: Report): void;
  end?(report: Report): void;
}
