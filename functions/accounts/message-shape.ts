import { type ErrorShape, STATUS } from '../http/problem.ts';

/** Errors as NeMO's clients read them. */
export const messageShape: ErrorShape = (error) => ({
  status: STATUS[error.kind],
  body: { message: error.message },
});
