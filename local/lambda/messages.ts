/** What a function's thread and its host say to each other. */

/** Given to the thread at its start. */
export interface ThreadData {
  readonly modulePath: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
}

export type ToThread =
  | { readonly kind: 'call'; readonly requestId: string; readonly event: string; readonly deadline: number }
  | { readonly kind: 'ping' };

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly error: FunctionError }
  | { readonly kind: 'pong' }
  | (Ended & { readonly kind: 'returned'; readonly payload: string })
  | (Ended & { readonly kind: 'threw'; readonly error: FunctionError });

interface Ended {
  readonly requestId: string;
  /** what the thread's processor did meanwhile, in milliseconds; other invocations at the same time included */
  readonly processorMs: number;
}

/** The payload of an invocation that failed in the function. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** How an invocation ended in the function. */
export type Outcome =
  | { readonly ok: true; readonly payload: string; readonly processorMs?: number }
  | { readonly ok: false; readonly error: FunctionError; readonly processorMs?: number };

/** Lambda's quota for the request and the response of a synchronous invocation, in bytes. */
export const MAX_REQUEST_BYTES = 6 * 1024 * 1024;
export const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

/** What Lambda's runtime makes of whatever was thrown. */
export function describeError(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown) };
  const trace = (thrown.stack ?? '').split('\n').map((line) => line.trim());
  return { errorType: thrown.name, errorMessage: thrown.message, trace };
}
