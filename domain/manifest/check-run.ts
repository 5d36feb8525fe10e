import type { Issue } from '../errors.ts';
import { type CompiledCells, compileCells } from './cells.ts';
import type { ManifestDefinitions } from './definitions.ts';
import { type ManifestRow, type Report, toIssue } from './finding.ts';
import type { Layout } from './header.ts';
import { type IssueList, issueList, mergeIssues } from './issue-list.ts';
import { thousands } from './messages.ts';
import type { CompilePattern } from './pattern.ts';
import { policyReader } from './policy.ts';
import type { ManifestPolicy, ManifestProfile } from './profile.ts';
import type { ManifestReport } from './report.ts';
import { type CompiledRule, compileRules } from './rules/compile-rules.ts';
import { isBlank, type TableRow } from './table.ts';

/** One manifest being checked. */
export interface CheckRun {
  /** the row's values when the whole manifest has shown no error so far */
  row(row: TableRow): ManifestRow | undefined;
  /** errors and warnings so far, but those that only the end will show */
  found(): number;
  /** ends the check early: what came after this was not looked at */
  stop(issues: readonly Issue[]): void;
  report(): ManifestReport;
}

interface RuleAtWork {
  rule: CompiledRule;
  list: IssueList;
  report: Report;
}

export function startCheck(
  layout: Layout,
  definitions: ManifestDefinitions,
  compile: CompilePattern,
  maxIssues: number,
): CheckRun {
  const { profile } = layout;
  const cells = compileCells(profile, definitions, compile);
  const own = issueList(maxIssues);
  const policies = policyReader(profile);
  let rows = 0;
  let complete = true;
  let clean = true;
  let found = 0;
  const reportTo =
    (list: IssueList, dirties: boolean): Report =>
    (make) => {
      found += 1;
      if (dirties) clean = false;
      list.add(() => toIssue(profile, make()));
    };
  const report = reportTo(own, true);
  const rules = compileRules(profile, cells.terms).map((rule): RuleAtWork => {
    const list = issueList(maxIssues);
    return { rule, list, report: reportTo(list, !rule.provisional && rule.severity === 'error') };
  });
  return {
    row(tableRow) {
      if (rows >= profile.maxRows) {
        complete = false;
        const details = { limit: thousands(profile.maxRows) };
        report(() => ({ rule: 'rowLimit', row: tableRow.row, details }));
        return undefined;
      }
      rows += 1;
      reportFaults(tableRow, layout, report);
      const row = align(tableRow, layout, report);
      if (row === undefined) return undefined;
      checkRow(row, cells, rules, report);
      policies.see(row, report);
      return clean ? row : undefined;
    },
    found: () => found,
    stop(issues) {
      complete = false;
      for (const issue of issues) own.add(() => issue);
    },
    report() {
      if (rows === 0 && complete) report(() => ({ rule: 'empty', row: 1 }));
      return conclude({ profile, rows, complete, own, rules, policy: policies.only(), maxIssues });
    },
  };
}

function checkRow(row: ManifestRow, cells: CompiledCells, rules: readonly RuleAtWork[], report: Report): void {
  cells.check(row, report);
  for (const { rule, report: reportRule } of rules) rule.row(row, reportRule);
}

/** Formulas and spreadsheet errors, wherever they stand. */
function reportFaults(row: TableRow, layout: Layout, report: Report): void {
  for (const { index, kind } of row.faults ?? []) {
    const at = layout.positions.indexOf(index);
    const column = layout.profile.columns[at]?.name ?? `column ${index + 1}`;
    report(() => ({ rule: kind, row: row.row, column, value: row.cells[index] ?? '' }));
  }
}

/**
 * Puts the cells into the order of the profile. Empty cells beyond the header do not count; cells missing at the end
 * do only where a value is needed, since editors cut trailing tabs.
 */
function align(row: TableRow, layout: Layout, report: Report): ManifestRow | undefined {
  const { profile, positions, width } = layout;
  const extra = row.cells.length > width && row.cells.slice(width).some((cell) => !isBlank(cell));
  const short = profile.columns.some((column, index) => column.required && (positions[index] ?? 0) >= row.cells.length);
  const values = positions.map((position) => (position === undefined ? '' : (row.cells[position] ?? '')));
  const file = values[profile.columns.findIndex((column) => column.name === profile.fileName.column)] ?? '';
  if (!extra && !short) return { row: row.row, values, file };
  const details = { expected: width, actual: row.cells.length };
  report(() => ({ rule: 'width', row: row.row, file, details }));
  return undefined;
}

interface Conclusion {
  profile: ManifestProfile;
  rows: number;
  complete: boolean;
  own: IssueList;
  rules: readonly RuleAtWork[];
  policy: ManifestPolicy | undefined;
  maxIssues: number;
}

function conclude({ profile, rows, complete, own, rules, policy, maxIssues }: Conclusion): ManifestReport {
  for (const { rule, report } of rules) rule.end?.(report);
  const counted = rules.filter(({ rule }) => rule.applies());
  const lists = (severity: 'error' | 'warning') =>
    counted.filter(({ rule }) => rule.severity === severity).map(({ list }) => list);
  const errors = mergeIssues([own, ...lists('error')], maxIssues);
  const warnings = mergeIssues(lists('warning'), maxIssues);
  return {
    valid: errors.total === 0,
    profile: profile.name,
    ...(policy !== undefined && { policy }),
    rows,
    complete,
    errors: errors.issues,
    totalErrors: errors.total,
    truncated: errors.issues.length < errors.total,
    warnings: warnings.issues,
    totalWarnings: warnings.total,
  };
}
