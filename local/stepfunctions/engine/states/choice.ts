import { ruleMatches } from '../../asl/choice.ts';
import { effectiveInput, stateOutput } from '../../asl/data-flow.ts';
import { StateError } from '../../asl/state-error.ts';
import { contextOf, type StepOf, type Transition } from '../run.ts';

export function performChoice(step: StepOf<'Choice'>): Transition {
  const { name, state, frame } = step;
  const context = contextOf(step);
  const input = effectiveInput(name, state, frame.input, context);
  const next = state.Choices.find((rule) => ruleMatches(rule, { input, context }))?.Next ?? state.Default;
  if (next === undefined) {
    const detail = `Failed to transition out of the state '${name}' (entered at the event id #${frame.enteredEvent}): no choice matched`;
    throw new StateError('States.NoChoiceMatched', detail);
  }
  // A Choice has no ResultPath: its output is its (filtered) input.
  return { next, output: stateOutput(name, state, frame.input, input, context) };
}
