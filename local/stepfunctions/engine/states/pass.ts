import { effectiveInput, stateOutput } from '../../asl/data-flow.ts';
import { contextOf, type StepOf, type Transition } from '../run.ts';

export function performPass(step: StepOf<'Pass'>): Transition {
  const { name, state, frame } = step;
  const context = contextOf(step);
  const input = effectiveInput(name, state, frame.input, context);
  const result = state.Result === undefined ? input : state.Result;
  return { next: state.Next, output: stateOutput(name, state, frame.input, result, context) };
}
