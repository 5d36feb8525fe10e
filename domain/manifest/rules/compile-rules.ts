import type { ManifestRow, Report } from '../finding.ts';
import type { ManifestProfile } from '../profile.ts';
import type { Rule } from '../rule-schema.ts';
import { isBlank } from '../table.ts';
import type { TermIndex } from '../vocabulary.ts';
import { allOrNoneInManifest, hasRow, single, unique } from './manifest-rules.ts';
import {
  allOrNoneInRow,
  constant,
  emptyWhen,
  noLineBreak,
  noPath,
  notRepeated,
  prefix,
  requiredWhen,
} from './row-rules.ts';
import type { RuleCheck, RuleContext } from './rule-check.ts';

/** A rule at work, with what decides whether its findings count. */
export interface CompiledRule extends RuleCheck {
  severity: Rule['severity'];
  /** its findings may still turn out not to apply */
  provisional: boolean;
  /** known when all rows have been seen */
  applies(): boolean;
}

export function compileRules(profile: ManifestProfile, terms: readonly (TermIndex | undefined)[]): CompiledRule[] {
  const columns = profile.columns.map((column) => column.name);
  const context: RuleContext = {
    at: (column) => columns.indexOf(column),
    terms: (column) => terms[columns.indexOf(column)],
  };
  return profile.rules.flatMap((rule) =>
    checksOf(rule, context, columns).map((check) => conditional(rule, check, context)),
  );
}

/** Rules across rows make one check per column, so that the findings of each come in row order. */
function checksOf(rule: Rule, context: RuleContext, columns: readonly string[]): RuleCheck[] {
  switch (rule.rule) {
    case 'unique':
      return [unique(rule, context)];
    case 'single':
      return rule.columns.map((column) => single(column, rule, context));
    case 'constant':
      return [constant(rule, context)];
    case 'noPath':
      return [noPath(rule, context)];
    case 'noLineBreak':
      return [noLineBreak(rule, columns)];
    case 'notRepeated':
      return [notRepeated(rule, context, columns)];
    case 'prefix':
      return [prefix(rule, context)];
    case 'requiredWhen':
      return [requiredWhen(rule, context)];
    case 'emptyWhen':
      return [emptyWhen(rule, context)];
    case 'allOrNone':
      return rule.across === 'row'
        ? [allOrNoneInRow(rule, context)]
        : rule.columns.map((column) => allOrNoneInManifest(column, rule, context));
    case 'hasRow':
      return rule.columns.map((column) => hasRow(column, rule, context));
  }
}

/** Adds the conditions that every rule may have: on the row (`when`) and on the whole manifest (`provided`). */
function conditional(rule: Rule, check: RuleCheck, context: RuleContext): CompiledRule {
  const concerns = rowFilter(rule, context);
  const provided = rule.provided;
  const index = provided === undefined ? -1 : context.at(provided.column);
  let used = false;
  return {
    severity: rule.severity,
    provisional: provided !== undefined,
    applies: () => provided === undefined || (provided.is === 'used') === used,
    row(row: ManifestRow, report: Report) {
      if (index >= 0 && !used) used = !isBlank(row.values[index]);
      check.note?.(row);
      if (concerns(row)) check.row(row, report);
    },
    end(report) {
      check.end?.(report);
    },
  };
}

function rowFilter(rule: Rule, context: RuleContext): (row: ManifestRow) => boolean {
  const conditions = (rule.when ?? []).map((condition) => ({
    index: context.at(condition.column),
    values: new Set(condition.in.map((value) => value.toLowerCase())),
  }));
  if (conditions.length === 0) return () => true;
  return (row) => conditions.every(({ index, values }) => values.has((row.values[index] ?? '').toLowerCase()));
}
