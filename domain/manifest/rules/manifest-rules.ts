import type { ManifestRow } from '../finding.ts';
import type { RuleOf } from '../rule-schema.ts';
import { isBlank } from '../table.ts';
import { findingAt } from './row-rules.ts';
import type { RuleCheck, RuleContext } from './rule-check.ts';

/** Remembers the row of every combination: memory is bounded by the profile's row limit. */
export function unique(rule: RuleOf<'unique'>, context: RuleContext): RuleCheck {
  const indexes = rule.columns.map((column) => context.at(column));
  const [column = ''] = rule.columns;
  const seen = new Map<string, number>();
  return {
    row(row, report) {
      const values = indexes.map((index) => row.values[index] ?? '');
      if (values.every(isBlank)) return;
      const key = values.length === 1 ? (values[0] ?? '') : JSON.stringify(values);
      const first = seen.get(key);
      if (first === undefined) seen.set(key, row.row);
      else report(() => findingAt(rule, row, column, values.join(', '), { first }));
    },
  };
}

/** Distinct values that are told one by one; a column with more is simply the wrong column. */
const DISTINCT_VALUES = 1_000;

/** One finding for each further value, where it first appears. Values that are no terms at all are not counted. */
export function single(column: string, rule: RuleOf<'single'>, context: RuleContext): RuleCheck {
  const index = context.at(column);
  const terms = context.terms(column);
  const seen = new Set<string>();
  let first: string | undefined;
  return {
    row(row, report) {
      const value = row.values[index] ?? '';
      if (isBlank(value) || (terms !== undefined && terms.find(value) === undefined)) return;
      const key = value.toLowerCase();
      if (seen.has(key) || seen.size >= DISTINCT_VALUES) return;
      seen.add(key);
      if (first === undefined) first = value;
      else report(() => findingAt(rule, row, column, value, { first }));
    },
  };
}

/** Blank cells turn into findings as soon as some row fills the column in. */
export function allOrNoneInManifest(column: string, rule: RuleOf<'allOrNone'>, context: RuleContext): RuleCheck {
  const index = context.at(column);
  const details = { columns: `all rows of '${column}'` };
  let used = false;
  const blank: { row: number; file: string }[] = [];
  const finding = (row: { row: number; file: string }) => findingAt(rule, { ...row, values: [] }, column, '', details);
  return {
    row(row, report) {
      if (isBlank(row.values[index])) {
        if (used) report(() => finding(row));
        else blank.push({ row: row.row, file: row.file });
        return;
      }
      used = true;
      for (const earlier of blank.splice(0)) report(() => finding(earlier));
    },
  };
}

/** Values may be named before their row comes, so this is decided at the end. */
export function hasRow(column: string, rule: RuleOf<'hasRow'>, context: RuleContext): RuleCheck {
  const index = context.at(column);
  const target = context.at(rule.in);
  const present = new Set<string>();
  const named: { row: ManifestRow['row']; file: string; value: string }[] = [];
  return {
    note(row) {
      present.add(row.values[target] ?? '');
    },
    row(row) {
      const value = row.values[index] ?? '';
      if (!isBlank(value) && !present.has(value)) named.push({ row: row.row, file: row.file, value });
    },
    end(report) {
      for (const { row, file, value } of named) {
        if (!present.has(value)) report(() => findingAt(rule, { row, file, values: [] }, column, value));
      }
    },
  };
}
