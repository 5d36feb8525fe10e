import type { Check } from '../quality/inspect.ts';
import { formatBytes, formatFiles } from './amounts.ts';

export interface QcFile {
  name: string;
  /** bytes */
  size: number;
  ok: boolean;
  checks: readonly Check[];
  problem?: string;
}

export interface QcSummary {
  total: number;
  passed: number;
  failed: number;
  bytes: number;
}

export interface QcReport extends QcSummary {
  submission: string;
  attempt: number;
  files: QcFile[];
}

/** A submission that has failed takes no more files: what was checked must stay what was submitted. */
const remedy = (hasManifest: boolean): string =>
  `This submission has ended: correct the files${hasManifest ? ', or what the manifest says of them,' : ''} and submit anew.`;

const sentence = (problem: string): string => (/[.!?]$/.test(problem) ? problem : `${problem}.`);

/** Faults told in the step's message; the report has all. */
const TOLD = 5;

export function summarise(files: readonly QcFile[]): QcSummary {
  const failed = files.filter((file) => !file.ok).length;
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  return { total: files.length, passed: files.length - failed, failed, bytes };
}

export function qcMessage(summary: QcSummary, files: readonly QcFile[], hasManifest = true): string {
  if (summary.failed === 0) {
    return `${formatFiles(summary.total)} (${formatBytes(summary.bytes)}) passed quality control.`;
  }
  const problems = files.filter((file) => !file.ok).map((file) => file.problem ?? `${file.name} was not checked.`);
  const told = problems.slice(0, TOLD).map(sentence).join(' ');
  const more = problems.length > TOLD ? ` And ${problems.length - TOLD} more: see the QC report.` : '';
  return `${summary.failed} of ${formatFiles(summary.total)} failed quality control. ${told}${more} ${remedy(hasManifest)}`;
}
