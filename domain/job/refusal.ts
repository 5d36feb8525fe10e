/** What a form says of each of its fields. */
export type FormErrors = Readonly<Record<string, readonly string[]>>;

/** A submission to a job that is not taken: clients know `error` as a sentence, or as faults by field. */
export class JobRefusal extends Error {
  readonly status: 400 | 401 | 403 | 413 | 429;
  readonly error: string | FormErrors;

  constructor(status: JobRefusal['status'], error: string | FormErrors) {
    super(typeof error === 'string' ? error : 'The form has errors.');
    this.name = 'JobRefusal';
    this.status = status;
    this.error = error;
  }
}
