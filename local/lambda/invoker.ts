import { randomUUID } from 'node:crypto';
import { ServiceError } from '../aws/service-error.ts';
import type { LocalFunction } from './function.ts';
import { MAX_REQUEST_BYTES, type Outcome } from './messages.ts';

/** The answer to a synchronous invocation: what the function returned, or what it failed with. */
export interface InvocationResult {
  readonly requestId: string;
  readonly outcome: Outcome;
  /** JSON: the function's result, or `{errorType, errorMessage, trace}` */
  readonly payload: string;
}

/** Finds a function by name, ARN or partial ARN, with or without `$LATEST`; throws ResourceNotFoundException. */
export type FindFunction = (reference: string) => LocalFunction;

export function functionFinder(functions: readonly LocalFunction[]): FindFunction {
  const byName = new Map(functions.map((each) => [each.configuration.name, each]));
  return (reference) => {
    const [, name = '', qualifier] = /^(?:.*function:)?([^:]+)(?::(.+))?$/.exec(reference) ?? [];
    const found = byName.get(name);
    if (found !== undefined && (qualifier === undefined || qualifier === '$LATEST')) return found;
    throw new ServiceError(404, 'ResourceNotFoundException', `Function not found: ${reference}`);
  };
}

/** Runs a function and waits for it, within Lambda's quotas. `payload` is JSON. */
export async function invokeFunction(target: LocalFunction, payload: string): Promise<InvocationResult> {
  const bytes = Buffer.byteLength(payload);
  if (bytes > MAX_REQUEST_BYTES) {
    const message = `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${MAX_REQUEST_BYTES} bytes)`;
    throw new ServiceError(413, 'RequestTooLargeException', message);
  }
  const { reservedConcurrency } = target.configuration;
  if (reservedConcurrency !== undefined && target.running >= reservedConcurrency) {
    throw new ServiceError(429, 'TooManyRequestsException', 'Rate Exceeded.');
  }
  const requestId = randomUUID();
  const outcome = await target.invoke(requestId, payload);
  return { requestId, outcome, payload: outcome.ok ? outcome.payload : JSON.stringify(outcome.error) };
}
