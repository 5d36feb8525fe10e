import type { DomainError, ErrorKind } from '../../domain/errors.ts';
import type { Reply } from './route.ts';

/** The status of every kind of refusal; a door's own error shape starts from these. */
export const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  notAllowed: 405,
  conflict: 409,
  gone: 410,
  tooLarge: 413,
  unsupported: 415,
  unprocessable: 422,
  tooMany: 429,
  unavailable: 503,
  internal: 500,
};

const TITLE: Readonly<Record<ErrorKind, string>> = {
  invalid: 'The request is not valid',
  unauthenticated: 'Sign in',
  forbidden: 'Not allowed',
  notFound: 'Not found',
  notAllowed: 'Method not allowed',
  conflict: 'Conflict',
  gone: 'Gone',
  tooLarge: 'Too large',
  unsupported: 'Unsupported media type',
  unprocessable: 'The request cannot be carried out',
  tooMany: 'Too many requests',
  unavailable: 'Try again later',
  internal: 'Something went wrong here',
};

/** How a door says no: one function per door, so that its clients get the shape they expect. */
export type ErrorShape = (error: DomainError) => Reply;

/** RFC 9457 problem details, the shape of Waybill's own routes. */
export const problemShape: ErrorShape = (error) => ({
  status: STATUS[error.kind],
  headers: { 'content-type': 'application/problem+json' },
  body: {
    type: 'about:blank',
    title: TITLE[error.kind],
    status: STATUS[error.kind],
    detail: error.message,
    ...(error.issues.length > 0 && { errors: error.issues }),
  },
});
