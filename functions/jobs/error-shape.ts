import { JobRefusal } from '../../domain/job/refusal.ts';
import { type ErrorShape, STATUS } from '../http/problem.ts';

/** `{"error": …}` of a submission that is not taken, `{"detail": …}` of everything else. */
export const jobsErrorShape: ErrorShape = (error) => ({
  status: STATUS[error.kind],
  body: error instanceof JobRefusal ? { error: error.error } : { detail: error.message },
});
