import type { JobSnapshot } from '../../../domain/job/job.ts';
import type { Submission } from '../../../domain/submission/submission.ts';

const GiB = 1024 ** 3;
/** Where a job says nothing. */
const OUTPUT_BYTES = GiB;
/** S3 takes no larger file in one request. */
const MOST_BYTES = 5 * GiB;
/** Results are told with every look at the submission. */
const OUTPUT_FILES = 50;
/** What a task prints goes through the memory of a function. */
const PRINTED_BYTES = 16 * 1024 ** 2;

export interface OutputLimits {
  bytes: number;
  files: number;
  printedBytes: number;
}

/** What a task may still make, beside what other tasks of the submission have made. */
export function outputLimits(
  { job }: Pick<JobSnapshot, 'job'>,
  { outputs = {} }: Pick<Submission, 'outputs'>,
  task: string,
): OutputLimits {
  const others = Object.values(outputs).filter((output) => output.task !== task);
  const made = others.reduce((sum, { size }) => sum + size, 0);
  const bytes = Math.max(0, Math.min(job.limits.outputBytes ?? OUTPUT_BYTES, MOST_BYTES) - made);
  return { bytes, files: Math.max(0, OUTPUT_FILES - others.length), printedBytes: Math.min(bytes, PRINTED_BYTES) };
}
