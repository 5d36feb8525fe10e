import type { Issue } from '../errors.ts';
import type { ManifestReport } from '../manifest/report.ts';
import { formatFiles } from './amounts.ts';

/** Errors told in the step's message; a dry run tells more. */
const TOLD = 10;

const located = ({ row, column, message }: Issue): string => {
  const where = [row === undefined ? '' : `row ${row}`, column === undefined ? '' : `column ${column}`];
  const place = where.filter((part) => part !== '').join(', ');
  return place === '' ? message : `[${place}] ${message}`;
};

/** The outcome of the first step in one text: what was found, where, and what to do. */
export function validationMessage(report: ManifestReport, files: number): string {
  if (report.valid)
    return `The manifest is valid (${report.profile ?? 'unknown profile'}): ${formatFiles(files)} expected.`;
  const told = report.errors.slice(0, TOLD).map(located).join(' ');
  const more =
    report.totalErrors > TOLD ? ` And ${report.totalErrors - TOLD} more; a dry run (dryrun=y) lists them.` : '';
  const count = report.totalErrors === 1 ? '1 error' : `${report.totalErrors} errors`;
  return `The manifest has ${count}. ${told}${more} Correct it and submit it again.`;
}
