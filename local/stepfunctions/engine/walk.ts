/** Walks the states of one frame, from where the frame stands to its end. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Json } from '../asl/json.ts';
import { checkStateSize } from '../asl/limits.ts';
import { placeResult } from '../asl/result-path.ts';
import { nextRetry } from '../asl/retry.ts';
import type { Scope, State } from '../asl/schema.ts';
import { errorMatches, runtimeError, StateError } from '../asl/state-error.ts';
import type { EnterRecord } from '../journal/records.ts';
import type { Frame } from './frames.ts';
import { Cancelled, type Item, JournalFault, type Run, type Step, sleepUntil, type Transition, write } from './run.ts';
import { perform } from './states/perform.ts';

export interface Walk {
  readonly run: Run;
  readonly frame: Frame;
  readonly scope: Scope;
  readonly input: Json;
  readonly item?: Item | undefined;
  readonly cancel: AbortSignal;
}

/** States in a row that may run before other work gets a turn: a loop of Pass states must not stop the process. */
const STATES_PER_TURN = 50;

/** Gives the frame's output. @throws StateError the error that nothing caught; Cancelled; JournalFault */
export async function walk({ run, frame, scope, input, item, cancel }: Walk): Promise<Json> {
  if (frame.state === undefined) write(run, enter(run, frame, scope, scope.StartAt, input));
  for (let count = 1; ; count += 1) {
    if (count % STATES_PER_TURN === 0) await nextTurn();
    const name = frame.state as string;
    const state = scope.States[name] as State;
    const { next, output } = await performGuarded({ run, frame, name, state, item, cancel });
    if (cancel.aborted) throw new Cancelled();
    const exit = { t: 'exit', at: run.surroundings.now(), f: frame.id, state: name, type: state.Type, output } as const;
    if (next === undefined) {
      write(run, exit);
      return output;
    }
    write(run, exit, enter(run, frame, scope, next, output));
  }
}

function enter(run: Run, frame: Frame, scope: Scope, name: string, input: Json): EnterRecord {
  const { Type: type } = scope.States[name] as State;
  return { t: 'enter', at: run.surroundings.now(), f: frame.id, state: name, type, input };
}

/** Performs a state with its Retry and Catch. */
async function performGuarded(step: Step): Promise<Transition> {
  const { run, frame, state, cancel } = step;
  for (;;) {
    if (frame.retryAt !== undefined) await sleepUntil(run, frame.retryAt, cancel);
    try {
      return await perform(step);
    } catch (error) {
      const failure = asStateError(error, step);
      const retry = nextRetry('Retry' in state ? state.Retry : undefined, frame.retries, failure);
      if (retry === undefined) return caught(step, failure);
      const at = run.surroundings.now();
      write(run, {
        t: 'retry',
        at,
        f: frame.id,
        counts: retry.counts,
        until: at + retry.delayMs * run.surroundings.retryScale,
      });
    }
  }
}

function caught(step: Step, error: StateError): Transition {
  const { state, frame, name } = step;
  const catchers = 'Catch' in state ? state.Catch : undefined;
  const catcher = catchers?.find((each) => errorMatches(each.ErrorEquals, error));
  if (catcher === undefined) throw error;
  const output = placeResult(catcher.ResultPath, frame.input, { Error: error.name, Cause: error.detail ?? '' });
  checkStateSize(output, name, 'output');
  return { next: catcher.Next, output };
}

const PLACE = 'An error occurred while executing the state';

/** Anything that is not an ASL error is a fault of this interpreter: it fails the execution, visibly. */
function asStateError(error: unknown, step: Step): StateError {
  if (error instanceof Cancelled || error instanceof JournalFault) throw error;
  const failure = error instanceof StateError ? error : runtimeError(String(error));
  if (failure.name !== 'States.Runtime' || failure.detail?.startsWith(PLACE)) return failure;
  return runtimeError(
    `${PLACE} '${step.name}' (entered at the event id #${step.frame.enteredEvent}). ${failure.detail}`,
  );
}
