import type { StepName } from '../submission/submission.ts';

/** What a step does, for a sentence that begins with "could not". */
const DOING: Readonly<Record<StepName, string>> = {
  manifest_validated: 'read the manifest',
  upload_complete: 'wait for the files',
  qc_complete: 'check the files',
  https_release: 'release the files',
  gcp_release: 'copy the files to the mirror',
  portal_release: 'enter the files into the catalogue',
};

/** Errors whose cause an operator knows by name; everything else is told by its name only, the log has the rest. */
const REASONS: Readonly<Record<string, string>> = {
  MirrorUnavailable: 'the mirror did not answer',
  MirrorRefused: 'the mirror refused the copy',
  TaskFault: 'a task of the job could not be run',
  'States.Timeout': 'it took too long',
};

/** A failure that is ours: what could not be done, and that a redrive will take it up again. */
export function faultMessage(step: StepName, failure: { Error: string }): string {
  const reason = REASONS[failure.Error] ?? `an internal error (${failure.Error})`;
  return `The service could not ${DOING[step]}: ${reason}. Nothing is lost; an administrator can redrive the submission.`;
}

/** The upload deadline has passed: names the first missing files. */
export function deadlineMessage(missing: readonly string[], named: number): string {
  const names = missing.slice(0, named).join(', ');
  const more = missing.length > named ? ' and more' : '';
  return `Not every file arrived before the upload deadline. Missing: ${names}${more}. Submit the manifest again to start anew.`;
}
