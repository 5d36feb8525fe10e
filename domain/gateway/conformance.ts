/** How far the data of one submission keeps one rule of its specification's checks. */
export interface RuleConformance {
  check: string;
  rule: string;
  severity: 'error' | 'warning';
  /** how often the rule was looked at, mostly the rows of a table */
  checked: number;
  failed: number;
}

/** The same over many submissions. */
export interface RuleTotal extends RuleConformance {
  submissions: number;
  /** of these, those that broke the rule */
  failedSubmissions: number;
}

/** Percent of what was checked that keeps the rule, to two digits after the point; 100 where nothing was checked. */
export const conformancePercent = ({ checked, failed }: { checked: number; failed: number }): number =>
  checked === 0 ? 100 : Math.floor(((checked - failed) / checked) * 10_000) / 100;

/** Sums the rules of many submissions, in the order in which they are first met. */
export function addConformance(
  totals: Map<string, RuleTotal>,
  rules: readonly RuleConformance[],
  keyOf: (rule: RuleConformance) => string = ({ check, rule }) => `${check}\n${rule}`,
): void {
  const failedOf = new Map<string, number>();
  for (const rule of rules) {
    const key = keyOf(rule);
    const total = totals.get(key) ?? { ...rule, checked: 0, failed: 0, submissions: 0, failedSubmissions: 0 };
    const isFirst = !failedOf.has(key);
    const failed = (failedOf.get(key) ?? 0) + rule.failed;
    const turnsFailed = (failedOf.get(key) ?? 0) === 0 && failed > 0;
    failedOf.set(key, failed);
    totals.set(key, {
      ...total,
      severity: total.severity === 'error' ? 'error' : rule.severity,
      checked: total.checked + rule.checked,
      failed: total.failed + rule.failed,
      submissions: total.submissions + (isFirst ? 1 : 0),
      failedSubmissions: total.failedSubmissions + (turnsFailed ? 1 : 0),
    });
  }
}
