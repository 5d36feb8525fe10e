import { runtimeError, StateError } from '../../asl/state-error.ts';
import { evaluate } from '../../asl/template.ts';
import { contextOf, type StepOf } from '../run.ts';

/** Always throws: the error that the state names, which nothing in this frame can catch. */
export function performFail(step: StepOf<'Fail'>): never {
  const { state } = step;
  const error = state.Error ?? text(step, 'ErrorPath', state.ErrorPath);
  throw new StateError(error ?? '', state.Cause ?? text(step, 'CausePath', state.CausePath));
}

function text(step: StepOf<'Fail'>, field: string, expression: string | undefined): string | undefined {
  if (expression === undefined) return undefined;
  const value = evaluate(field, expression, { input: step.frame.input, context: contextOf(step) });
  if (typeof value !== 'string') throw runtimeError(`The ${field} '${expression}' does not give a string`);
  return value;
}
