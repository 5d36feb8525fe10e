import { timestamp } from '../../asl/choice.ts';
import { effectiveInput, stateOutput } from '../../asl/data-flow.ts';
import type { Json } from '../../asl/json.ts';
import { LONGEST_SECONDS } from '../../asl/limits.ts';
import type { StateOf } from '../../asl/schema.ts';
import { runtimeError } from '../../asl/state-error.ts';
import { evaluate } from '../../asl/template.ts';
import { contextOf, type StepOf, sleepUntil, type Transition } from '../run.ts';

export async function performWait(step: StepOf<'Wait'>): Promise<Transition> {
  const { name, state, frame, run } = step;
  const context = contextOf(step);
  const input = effectiveInput(name, state, frame.input, context);
  const read = (field: string, path: string) => evaluate(field, path, { input, context });
  await sleepUntil(run, dueAt(state, frame.enteredAt, read), step.cancel);
  return { next: state.Next, output: stateOutput(name, state, frame.input, input, context) };
}

/** Counts from when the state was entered, so a restart in between does not make the wait longer. */
function dueAt(state: StateOf<'Wait'>, enteredAt: number, read: (field: string, path: string) => Json): number {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = state;
  if (Seconds !== undefined || SecondsPath !== undefined) {
    const seconds = Seconds ?? read('SecondsPath', SecondsPath as string);
    if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 && seconds <= LONGEST_SECONDS) {
      return enteredAt + seconds * 1000;
    }
    throw runtimeError(`The SecondsPath gives ${JSON.stringify(seconds)}, not an integer from 0 to ${LONGEST_SECONDS}`);
  }
  const moment = Timestamp ?? read('TimestampPath', TimestampPath as string);
  const due = timestamp(moment);
  if (due === undefined) throw runtimeError(`${JSON.stringify(moment)} is not an RFC 3339 timestamp`);
  return due;
}
