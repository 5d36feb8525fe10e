import {
  endedSteps,
  enteredAt,
  isFinal,
  type NamedOutcome,
  type Policy,
  type Submission,
} from '../../domain/submission/submission.ts';

export interface NemoSubmission {
  id: string;
  submitter: string;
  creation: string;
  complete: boolean;
  success: boolean;
  steps: NamedOutcome[];
  policy?: Policy;
}

/** A submission in NeMO's words: `complete` once it has ended either way, `policy` absent until it is known. */
export function nemoSubmission(submission: Submission & { committedAt?: string }): NemoSubmission {
  return {
    id: submission.id,
    submitter: submission.submitter,
    creation: enteredAt(submission),
    complete: isFinal(submission.state),
    success: submission.state === 'succeeded',
    steps: endedSteps(submission),
    ...(submission.policy !== undefined && { policy: submission.policy }),
  };
}
