import { DomainError, type ErrorDetail } from '../errors.ts';

/** What a form says of each of its fields. */
export type FormErrors = Readonly<Record<string, readonly string[]>>;

/** A submission to a job that is not taken: its clients read `error`, a sentence or faults by field. */
export class JobRefusal extends DomainError {
  readonly error: string | FormErrors;

  constructor(kind: 'invalid' | 'forbidden' | 'tooMany', error: string | FormErrors, detail: ErrorDetail = {}) {
    super(kind, typeof error === 'string' ? error : 'The form has errors.', detail);
    this.error = error;
  }
}
