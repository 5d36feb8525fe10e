import { type DomainError, type ErrorKind, forbidden, type Issue } from '../../domain/errors.ts';
import { type ErrorShape, STATUS } from '../http/problem.ts';
import type { Identifier } from './identifier.ts';

/** What DataMeta calls a refusal; clients go by the status. */
const EXCEPTION: Readonly<Record<ErrorKind, string>> = {
  invalid: 'ValidationError',
  unauthenticated: 'HTTPUnauthorized',
  forbidden: 'HTTPForbidden',
  notFound: 'HTTPNotFound',
  notAllowed: 'HTTPMethodNotAllowed',
  conflict: 'HTTPConflict',
  gone: 'HTTPGone',
  tooLarge: 'HTTPRequestEntityTooLarge',
  unsupported: 'HTTPUnsupportedMediaType',
  unprocessable: 'HTTPUnprocessableEntity',
  tooMany: 'HTTPTooManyRequests',
  unavailable: 'HTTPServiceUnavailable',
  internal: 'HTTPInternalServerError',
};

const NOT_MODIFIABLE = 'ResourceNotModifiableError';

/** 403 for what was submitted or confirmed and stays as it is. */
export function notModifiable(entity: Identifier): DomainError {
  const message = 'The resource cannot be modified';
  return forbidden(message, { issues: [{ rule: NOT_MODIFIABLE, message, entity }] });
}

/** DataMeta's errors: an array with one entry per fault; keys that say nothing are left out, never null. */
export const datametaErrorShape: ErrorShape = (error) => {
  const issues: readonly Issue[] = error.issues.length > 0 ? error.issues : [{ message: error.message }];
  return { status: STATUS[error.kind], body: issues.map((issue) => entry(error, issue)) };
};

const entry = (error: DomainError, { rule, entity, field, message }: Issue) => ({
  exception: rule === NOT_MODIFIABLE ? NOT_MODIFIABLE : EXCEPTION[error.kind],
  ...(entity !== undefined && { entity }),
  ...(field !== undefined && field !== '' && { field }),
  message,
});
