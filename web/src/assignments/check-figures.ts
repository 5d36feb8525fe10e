/** The report of one check, as the service writes it. */
export interface CheckReport {
  check: string;
  file: string;
  rows?: number;
  errorCount: number;
  warningCount: number;
  rules: readonly {
    name: string;
    says: string;
    severity: string;
    checked: number;
    failed: number;
    conformance: number;
  }[];
  /** the first ones */
  errors: readonly CheckError[];
}

export interface CheckError {
  row?: number;
  column?: string;
  value?: string;
  severity?: string;
  message: string;
}

/** How many of the listed errors stand in each column, most first. */
export function errorsByColumn(errors: readonly CheckError[]): { column: string; errors: number }[] {
  const counts = new Map<string, number>();
  for (const { column = 'whole rows' } of errors) counts.set(column, (counts.get(column) ?? 0) + 1);
  return [...counts].map(([column, count]) => ({ column, errors: count })).toSorted((a, b) => b.errors - a.errors);
}
