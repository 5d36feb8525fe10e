/** The children of a Map or Parallel: started in order, so many at a time, all called off when one fails. */
import type { Json } from '../asl/json.ts';
import type { Scope } from '../asl/schema.ts';
import { StateError } from '../asl/state-error.ts';
import { childFrame, type Frame } from './frames.ts';
import { type Item, type Step, throwIfCancelled, write } from './run.ts';
import { walk } from './walk.ts';

export interface Plan {
  readonly type: 'Map' | 'Parallel';
  readonly length: number;
  readonly concurrency: number;
  child(index: number): { readonly scope: Scope; readonly item: Item | undefined; readonly input: () => Json };
}

/** Gives the children's outputs in order. @throws StateError the first child's error; Cancelled; JournalFault */
export async function fanOut(step: Step, plan: Plan): Promise<Json[]> {
  const { run, frame } = step;
  const { type, length } = plan;
  const mark = (t: 'fork' | 'joined' | 'split', error?: StateError) =>
    write(run, { t, at: run.surroundings.now(), f: frame.id, type, length, error: error?.name, cause: error?.detail });
  if (!frame.forked) mark('fork');
  const failure = await runChildren(step, plan);
  throwIfCancelled(step.cancel);
  if (failure === undefined) {
    mark('joined');
    return Array.from({ length }, (_, index) => frame.children[index]?.finished?.output as Json);
  }
  if (!(failure.error instanceof StateError)) throw failure.error;
  markBroken(step, plan, failure.child);
  mark('split', failure.error);
  throw failure.error;
}

interface Failure {
  readonly error: unknown;
  readonly child: Frame;
}

/** Ends only when every child has stopped: none may write to the journal after the state has gone on. */
async function runChildren(step: Step, plan: Plan): Promise<Failure | undefined> {
  const siblings = new AbortController();
  const stop = () => siblings.abort();
  step.cancel.addEventListener('abort', stop, { once: true });
  let next = 0;
  let failure: Failure | undefined;
  const work = async () => {
    while (next < plan.length && !siblings.signal.aborted) {
      const child = childFrame(step.frame, next);
      const wanted = plan.child(next);
      next += 1;
      if (child.finished !== undefined) continue;
      try {
        await runChild(step, plan, child, wanted, siblings.signal);
      } catch (error) {
        failure ??= { error, child };
        siblings.abort();
      }
    }
  };
  if (step.cancel.aborted) stop();
  await Promise.all(Array.from({ length: Math.min(plan.concurrency, plan.length) }, work));
  step.cancel.removeEventListener('abort', stop);
  return failure;
}

async function runChild(
  step: Step,
  plan: Plan,
  frame: Frame,
  wanted: ReturnType<Plan['child']>,
  cancel: AbortSignal,
): Promise<void> {
  const { run, name } = step;
  const { type } = plan;
  const fresh = frame.state === undefined;
  if (fresh) write(run, { t: 'begin', at: run.surroundings.now(), f: frame.id, type, name });
  const input = fresh ? wanted.input() : frame.input;
  const output = await walk({ run, frame, scope: wanted.scope, input, item: wanted.item, cancel });
  write(run, { t: 'finish', at: run.surroundings.now(), f: frame.id, type, name, output });
}

function markBroken(step: Step, plan: Plan, broken: Frame): void {
  const { run, frame, name } = step;
  const records = frame.children
    .filter((child) => child !== undefined && child.finished === undefined)
    .map((child) => {
      const t = child === broken ? ('broken' as const) : ('dropped' as const);
      return { t, at: run.surroundings.now(), f: child.id, type: plan.type, name };
    });
  write(run, ...records);
}
