/** The QC report, as the service writes it. */
export interface Report {
  total: number;
  passed: number;
  failed: number;
  bytes: number;
  files: readonly ReportFile[];
}

interface ReportFile {
  name: string;
  size: number;
  ok: boolean;
  checks: readonly { check: string; outcome: string; message: string }[];
}

interface CheckCount {
  check: string;
  passed: number;
  failed: number;
  skipped: number;
}

/** How often each check passed, failed and was skipped. */
export function checkCounts(files: readonly ReportFile[]): CheckCount[] {
  const counts = new Map<string, CheckCount>();
  for (const { check, outcome } of files.flatMap((file) => file.checks)) {
    const count = counts.get(check) ?? { check, passed: 0, failed: 0, skipped: 0 };
    if (outcome === 'passed' || outcome === 'failed') count[outcome] += 1;
    else count.skipped += 1;
    counts.set(check, count);
  }
  return [...counts.values()];
}

const CLASSES: readonly (readonly [string, number])[] = [
  ['under 1 MB', 1e6],
  ['1 to 100 MB', 1e8],
  ['0.1 to 10 GB', 1e10],
  ['over 10 GB', Number.POSITIVE_INFINITY],
];

/** Files by their size. */
export function sizeClasses(files: readonly ReportFile[]): { size: string; files: number }[] {
  const classOf = ({ size }: ReportFile): string => CLASSES.find(([, end]) => size < end)?.[0] ?? '';
  return CLASSES.map(([size]) => ({ size, files: files.filter((file) => classOf(file) === size).length }));
}
