import { effectiveInput, stateOutput } from '../../asl/data-flow.ts';
import { contextOf, type StepOf, type Transition } from '../run.ts';

export function performSucceed(step: StepOf<'Succeed'>): Transition {
  const { name, state, frame } = step;
  const context = contextOf(step);
  const input = effectiveInput(name, state, frame.input, context);
  return { output: stateOutput(name, state, frame.input, input, context) };
}
