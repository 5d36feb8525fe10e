import { endedSteps, type Submission } from '../submission/submission.ts';

/** What one request submitted: one job, or several on the same file. */
export interface JobBatch {
  /** random; the capability to read the results of public jobs */
  uuid: string;
  /** the submitter's name for it */
  name: string;
  /** `ERASED` once the results have expired */
  email: string;
  /** in the order of the request */
  submissionIds: readonly string[];
  createdAt: string;
  /** the state that the submitter was mailed of, and the event that called for it */
  mailed?: { state: JobState; eventId: string };
}

export const ERASED = 'ERASED';

/** The states that clients know. */
export type JobState = 'Submitted' | 'Running' | 'Complete' | 'Error' | 'Crash';

/**
 * `Error` is the job's or the input's fault, `Crash` is ours. A job runs once its first task does; what came through
 * another door runs once its first step has ended.
 */
export function jobState({ door, state, steps, progress }: Submission): JobState {
  if (state === 'succeeded') return 'Complete';
  if (state === 'running' || state === 'draft') {
    const hasBegun = door === 'jobs' ? progress !== undefined : Object.keys(steps).length > 0;
    return hasBegun ? 'Running' : 'Submitted';
  }
  return Object.values(steps).some((outcome) => outcome.fault) ? 'Crash' : 'Error';
}

/** What was heard of a submission last. */
export function lastMessage({ door, state, steps, errorMessage, progress }: Submission): string {
  if (state === 'failed' || state === 'cancelled') return errorMessage ?? state;
  const message = door === 'jobs' ? progress?.message : endedSteps({ steps }).at(-1)?.msg;
  return message ?? 'Submitted';
}

/** A batch is complete when all of it is; the first failure is the batch's. */
export function batchState(states: readonly JobState[]): JobState {
  const failed = states.find((state) => state === 'Crash') ?? states.find((state) => state === 'Error');
  if (failed !== undefined) return failed;
  if (states.every((state) => state === 'Complete')) return 'Complete';
  return states.every((state) => state === 'Submitted') ? 'Submitted' : 'Running';
}

export const isEnded = (state: JobState): boolean => state === 'Complete' || state === 'Error' || state === 'Crash';
