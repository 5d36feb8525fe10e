/** Every way in which a request can be refused. Each door turns a kind into its own status and body in one file. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'notAllowed'
  | 'conflict'
  | 'gone'
  | 'tooLarge'
  | 'unsupported'
  | 'unprocessable'
  | 'tooMany'
  | 'unavailable'
  | 'internal';

/** One located fault: which field, row or cell is wrong, why, and what would be right. */
export interface Issue {
  message: string;
  /** path of the field in a JSON body, e.g. `files.0.size` */
  field?: string;
  /** spreadsheet row, 1-based, the header being row 1 */
  row?: number;
  /** column name as in the header */
  column?: string;
  value?: string;
  /** machine-readable rule name, e.g. `vocabulary` */
  rule?: string;
  /** the nearest valid value */
  suggestion?: string;
  /** the record that is at fault, where a request names several */
  entity?: { uuid: string; site?: string };
}

export interface ErrorDetail {
  issues?: readonly Issue[];
  /** whole seconds after which the same request may succeed */
  retryAfter?: number;
  cause?: unknown;
}

/** A refusal that the caller can act on: `message` says what is wrong, where, and what to do. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly issues: readonly Issue[];
  readonly retryAfter: number | undefined;

  constructor(kind: ErrorKind, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'DomainError';
    this.kind = kind;
    this.issues = detail.issues ?? [];
    this.retryAfter = detail.retryAfter;
  }
}

type Refuse = (message: string, detail?: ErrorDetail) => DomainError;
const refusal =
  (kind: ErrorKind): Refuse =>
  (message, detail) =>
    new DomainError(kind, message, detail);

export const invalid = refusal('invalid');
export const unauthenticated = refusal('unauthenticated');
export const forbidden = refusal('forbidden');
export const notFound = refusal('notFound');
export const notAllowed = refusal('notAllowed');
export const conflict = refusal('conflict');
export const gone = refusal('gone');
export const tooLarge = refusal('tooLarge');
export const unsupported = refusal('unsupported');
export const unprocessable = refusal('unprocessable');
export const tooMany = refusal('tooMany');
export const unavailable = refusal('unavailable');
/** A fault of ours: the message must not carry details, the log has them. */
export const internal = refusal('internal');
