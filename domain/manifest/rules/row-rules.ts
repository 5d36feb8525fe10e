import type { Finding, ManifestRow, Report } from '../finding.ts';
import type { RuleOf } from '../rule-schema.ts';
import { isBlank } from '../table.ts';
import type { RuleCheck, RuleContext } from './rule-check.ts';

/** A cell that breaks a rule, as every rule tells it. */
export function findingAt(
  rule: { rule: Finding['rule']; message?: string | undefined },
  row: ManifestRow,
  column: string,
  value: string,
  details: Finding['details'] = {},
): Finding {
  return { rule: rule.rule, message: rule.message, row: row.row, file: row.file, column, value, details };
}

/** Asks every value of some columns one question; blank cells are other rules' business unless `blanks` says so. */
function eachCell(
  rule: RuleOf<'constant' | 'noPath' | 'prefix' | 'requiredWhen' | 'emptyWhen'>,
  columns: readonly string[],
  context: RuleContext,
  breaks: (value: string) => boolean,
  details: Finding['details'] = {},
): RuleCheck {
  const cells = columns.map((column) => ({ column, index: context.at(column) }));
  return {
    row(row, report) {
      for (const { column, index } of cells) {
        const value = row.values[index] ?? '';
        if (breaks(value)) report(() => findingAt(rule, row, column, value, details));
      }
    },
  };
}

export function constant(rule: RuleOf<'constant'>, context: RuleContext): RuleCheck {
  const expected = rule.value.toLowerCase();
  const breaks = (value: string) => !isBlank(value) && value.toLowerCase() !== expected;
  return eachCell(rule, [rule.column], context, breaks, { expected: rule.value });
}

/** Windows' separator counts as well: a name that holds one comes from a path. */
export const noPath = (rule: RuleOf<'noPath'>, context: RuleContext): RuleCheck =>
  eachCell(rule, [rule.column], context, (value) => value.includes('/') || value.includes('\\'));

export function prefix(rule: RuleOf<'prefix'>, context: RuleContext): RuleCheck {
  const breaks = (value: string) =>
    rule.value === undefined ? value.startsWith('.') : !isBlank(value) && !value.startsWith(rule.value);
  return eachCell(rule, [rule.column], context, breaks, { expected: rule.value });
}

export const requiredWhen = (rule: RuleOf<'requiredWhen'>, context: RuleContext): RuleCheck =>
  eachCell(rule, rule.columns, context, isBlank);

export const emptyWhen = (rule: RuleOf<'emptyWhen'>, context: RuleContext): RuleCheck =>
  eachCell(rule, rule.columns, context, (value) => !isBlank(value));

export function noLineBreak(rule: RuleOf<'noLineBreak'>, columns: readonly string[]): RuleCheck {
  return {
    row(row, report) {
      for (const [index, value] of row.values.entries()) {
        if (value.includes('\n') || value.includes('\r')) {
          report(() => findingAt(rule, row, columns[index] ?? '', value));
        }
      }
    },
  };
}

export function notRepeated(rule: RuleOf<'notRepeated'>, context: RuleContext, columns: readonly string[]): RuleCheck {
  const own = context.at(rule.column);
  return {
    row(row, report) {
      const value = row.values[own] ?? '';
      if (isBlank(value)) return;
      const first = row.values.indexOf(value);
      const other = first === own ? row.values.indexOf(value, own + 1) : first;
      if (other < 0) return;
      report(() => findingAt(rule, row, rule.column, value, { other: columns[other] }));
    },
  };
}

export function allOrNoneInRow(rule: RuleOf<'allOrNone'>, context: RuleContext): RuleCheck {
  const cells = rule.columns.map((column) => ({ column, index: context.at(column) }));
  const details = { columns: rule.columns.join(', ') };
  return {
    row(row: ManifestRow, report: Report) {
      const blank = cells.filter(({ index }) => isBlank(row.values[index]));
      if (blank.length === cells.length) return;
      for (const { column } of blank) report(() => findingAt(rule, row, column, '', details));
    },
  };
}
