import { type ErrorShape, STATUS } from '../http/problem.ts';

/** NeMO's envelope: `{"message": …}`; located faults follow where there are any. */
export const nemoErrorShape: ErrorShape = (error) => ({
  status: STATUS[error.kind],
  body: { message: error.message, ...(error.issues.length > 0 && { errors: error.issues }) },
});
