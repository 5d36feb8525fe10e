/**
 * Task: a function is called; with `.waitForTaskToken` its answer does not matter and SendTaskSuccess or SendTaskFailure
 * decides. How an attempt ended is in the journal before anything acts on it, so after a restart an attempt that ended
 * is not run again; one that was handed to somebody with a token goes on waiting under the same token and deadlines;
 * any other is run again.
 */
import { randomBytes } from 'node:crypto';
import { effectiveInput, stateOutput } from '../../asl/data-flow.ts';
import type { Json } from '../../asl/json.ts';
import { LONGEST_SECONDS } from '../../asl/limits.ts';
import { LAMBDA_CALLBACK } from '../../asl/schema-task.ts';
import { runtimeError, StateError } from '../../asl/state-error.ts';
import { evaluate } from '../../asl/template.ts';
import type { FailureRecord, ResultRecord } from '../../journal/records.ts';
import { contextOf, type StepOf, type Transition, write } from '../run.ts';
import { awaitOutcome } from '../task-outcome.ts';

export async function performTask(step: StepOf<'Task'>): Promise<Transition> {
  const { name, frame } = step;
  const { Parameters: _, ...state } = step.state;
  const outcome =
    frame.attempt?.outcome ?? (await awaitOutcome(step, frame.attempt?.submitted ? undefined : begin(step)));
  const result = resultOf(outcome);
  return { next: state.Next, output: stateOutput(name, state, frame.input, result, contextOf(step)) };
}

/** Begins an attempt (again, after a restart) and gives what the function is to be called with. */
function begin(step: StepOf<'Task'>): Json {
  const { run, name, state, frame } = step;
  const waits = state.Resource === LAMBDA_CALLBACK;
  const nonce = waits ? (frame.attempt?.nonce ?? randomBytes(16).toString('base64url')) : undefined;
  const context = contextOf(step, nonce === undefined ? undefined : run.token(frame, nonce));
  const input = effectiveInput(name, { InputPath: state.InputPath }, frame.input, context);
  const parameters = effectiveInput(name, { Parameters: state.Parameters as Json }, input, context);
  write(run, {
    t: 'attempt',
    at: run.surroundings.now(),
    f: frame.id,
    resource: state.Resource,
    parameters,
    timeoutSeconds: seconds('TimeoutSeconds', state.TimeoutSeconds, state.TimeoutSecondsPath, input, context),
    heartbeatSeconds: seconds('HeartbeatSeconds', state.HeartbeatSeconds, state.HeartbeatSecondsPath, input, context),
    nonce,
  });
  return parameters;
}

function seconds(field: string, fixed: number | undefined, path: string | undefined, input: Json, context: Json) {
  if (path === undefined) return fixed;
  const value = evaluate(`${field}Path`, path, { input, context });
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= LONGEST_SECONDS) return value;
  throw runtimeError(
    `The ${field}Path '${path}' gives ${JSON.stringify(value)}, not an integer from 1 to ${LONGEST_SECONDS}`,
  );
}

function resultOf(outcome: ResultRecord | FailureRecord): Json {
  if (outcome.t === 'result') return outcome.output;
  throw new StateError(outcome.error, outcome.cause, { heartbeat: outcome.how === 'heartbeat' });
}
