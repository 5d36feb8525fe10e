import { effectiveInput, stateOutput } from '../../asl/data-flow.ts';
import type { Scope } from '../../asl/schema.ts';
import { fanOut } from '../fan-out.ts';
import { contextOf, type StepOf, type Transition } from '../run.ts';

/** Every branch gets the same input; the outputs keep the branches' order. */
export async function performParallel(step: StepOf<'Parallel'>): Promise<Transition> {
  const { name, state, frame, item } = step;
  const context = contextOf(step);
  const input = effectiveInput(name, state, frame.input, context);
  const outputs = await fanOut(step, {
    type: 'Parallel',
    length: state.Branches.length,
    concurrency: state.Branches.length,
    child: (index) => ({ scope: state.Branches[index] as Scope, item, input: () => input }),
  });
  return { next: state.Next, output: stateOutput(name, state, frame.input, outputs, context) };
}
