/** One located fault of a request. */
export interface Issue {
  message: string;
  field?: string;
  row?: number;
  column?: string;
  value?: string;
  suggestion?: string;
}

/** What the service answered instead of doing what it was asked; the message says what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly issues: readonly Issue[];

  constructor(status: number, message: string, issues: readonly Issue[] = []) {
    super(message);
    this.status = status;
    this.issues = issues;
  }
}

/** Nothing came back: the network or the service is away. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  constructor() {
    super('The service cannot be reached. Check your connection; this page tries again by itself.');
  }
}

interface DataMetaFault {
  field?: string;
  message: string;
}

/** Reads any of the doors' error shapes: a problem, a message, or a list of faults. */
export function refusalOf(status: number, body: unknown): Refusal {
  if (Array.isArray(body)) {
    const faults = body as DataMetaFault[];
    const message = faults.map((fault) => fault.message).join(' ');
    return new Refusal(status, message || `The service answered ${status}.`, faults);
  }
  const { detail, message, error, errors } = (body ?? {}) as Record<string, unknown>;
  const text = [detail, message, error].find((part) => typeof part === 'string' && part !== '');
  const fallback = status >= 500 ? 'Something went wrong at the service. Try again in a minute.' : '';
  const told = (text as string | undefined) ?? (fallback || `The service answered ${status}.`);
  return new Refusal(status, told, Array.isArray(errors) ? (errors as Issue[]) : []);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
