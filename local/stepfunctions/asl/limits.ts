import { type Json, jsonBytes } from './json.ts';
import { StateError } from './state-error.ts';

/** Step Functions' payload quota: input, output and result of a state, in bytes of UTF-8 JSON. */
export const PAYLOAD_LIMIT = 262_144;
/** A standard execution fails when its history would grow beyond this. */
export const HISTORY_LIMIT = 25_000;
/** The longest `TimeoutSeconds` (and what a Task without one gets). */
export const LONGEST_SECONDS = 99_999_999;
/** A standard execution lives one year at most. */
export const EXECUTION_SECONDS = 31_536_000;
/** An inline Map without MaxConcurrency runs this many iterations at once. */
export const INLINE_CONCURRENCY = 40;

/** A state's input or output above the quota: States.ALL does not catch this. */
export function checkStateSize(value: Json, state: string, what: 'input' | 'output'): void {
  const bytes = jsonBytes(value);
  if (bytes <= PAYLOAD_LIMIT) return;
  const detail = `The ${what} of the state '${state}' has ${bytes} bytes; the maximum is ${PAYLOAD_LIMIT}.`;
  throw new StateError('States.DataLimitExceeded', detail, { reach: 'by-name' });
}

/** A function's answer above the quota: this one AWS does let States.ALL catch. */
export function resultProblem(value: Json, task: string): StateError | undefined {
  if (jsonBytes(value) <= PAYLOAD_LIMIT) return undefined;
  const detail = `The state/task '${task}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StateError('States.DataLimitExceeded', detail);
}
