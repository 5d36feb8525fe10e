import { type CheckOutcome, conformance, errorCount, inOrder, warningCount } from '../outcome.ts';

/** The report of one check, for programs. */
export function reportOf(submission: string, outcome: CheckOutcome) {
  const errors = errorCount(outcome);
  const warnings = warningCount(outcome);
  return {
    submission,
    check: outcome.check,
    kind: outcome.kind,
    input: outcome.input,
    file: outcome.file,
    outcome: errors > 0 ? 'failed' : warnings > 0 ? 'warnings' : 'passed',
    ...outcome.table,
    errorCount: errors,
    warningCount: warnings,
    listed: outcome.errors.length,
    rules: outcome.rules.map((rule) => ({ ...rule, conformance: conformance(rule) })),
    errors: inOrder(outcome.errors).map(({ rule, row, column, value, message, more }) => ({
      rule: outcome.rules[rule]?.name,
      severity: outcome.rules[rule]?.severity,
      ...(row !== undefined && { row }),
      ...(column !== undefined && { column }),
      ...(value !== undefined && { value }),
      message,
      ...(more !== undefined && { more }),
    })),
  };
}

export type CheckReport = ReturnType<typeof reportOf>;
