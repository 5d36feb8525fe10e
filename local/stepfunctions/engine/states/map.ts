import { effectiveInput, stateOutput } from '../../asl/data-flow.ts';
import type { Json } from '../../asl/json.ts';
import { checkStateSize, INLINE_CONCURRENCY } from '../../asl/limits.ts';
import type { Scope } from '../../asl/schema.ts';
import { runtimeError } from '../../asl/state-error.ts';
import { evaluate, fillTemplate } from '../../asl/template.ts';
import { fanOut } from '../fan-out.ts';
import { contextOf, type StepOf, type Transition } from '../run.ts';

/** An inline Map: every item goes through the same states; the outputs keep the items' order. */
export async function performMap(step: StepOf<'Map'>): Promise<Transition> {
  const { name, state, frame } = step;
  const context = contextOf(step);
  const { Parameters: olderSelector, ...fields } = state;
  const input = effectiveInput(name, fields, frame.input, context);
  const items = state.ItemsPath === undefined ? input : evaluate('ItemsPath', state.ItemsPath, { input, context });
  if (!Array.isArray(items)) throw runtimeError(`Reference path "${state.ItemsPath ?? '$'}" must point to array.`);
  const selector = state.ItemSelector ?? olderSelector;
  const scope = (state.ItemProcessor ?? state.Iterator) as Scope;
  const outputs = await fanOut(step, {
    type: 'Map',
    length: items.length,
    concurrency: concurrency(step, input, context),
    child: (index) => {
      const item = { index, value: items[index] as Json };
      return { scope, item, input: () => itemInput(selector, { ...step, item }, input, item.value) };
    },
  });
  return { next: state.Next, output: stateOutput(name, fields, frame.input, outputs, context) };
}

function itemInput(selector: Json | undefined, step: StepOf<'Map'>, input: Json, value: Json): Json {
  if (selector === undefined) return value;
  const selected = fillTemplate(selector, { input, context: contextOf(step) });
  checkStateSize(selected, step.name, 'input');
  return selected;
}

function concurrency(step: StepOf<'Map'>, input: Json, context: Json): number {
  const { MaxConcurrency: fixed, MaxConcurrencyPath: path } = step.state;
  const wanted = path === undefined ? (fixed ?? 0) : evaluate('MaxConcurrencyPath', path, { input, context });
  if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted < 0) {
    throw runtimeError(`The MaxConcurrencyPath '${path}' gives ${JSON.stringify(wanted)}, not a non-negative integer`);
  }
  return wanted === 0 ? INLINE_CONCURRENCY : Math.min(wanted, INLINE_CONCURRENCY);
}
