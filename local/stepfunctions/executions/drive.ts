import { EXECUTION_SECONDS } from '../asl/limits.ts';
import { StateError } from '../asl/state-error.ts';
import { Cancelled, type Run } from '../engine/run.ts';
import { walk } from '../engine/walk.ts';
import type { Entry } from '../journal/catalogue.ts';
import type { EndRecord } from '../journal/records.ts';
import type { Machine } from '../machine.ts';
import { endExecution } from './end.ts';
import type { World } from './world.ts';

/** Walks an execution to its end, in the background. */
export function drive(world: World, machine: Machine, entry: Entry, run: Run): void {
  const { alarms, now } = world.surroundings;
  machine.runs.set(entry.name, run);
  const stop = () => run.cancel.abort();
  world.closed.addEventListener('abort', stop, { once: true });
  const due = entry.startedAt + (run.definition.TimeoutSeconds ?? EXECUTION_SECONDS) * 1000;
  const end = (record: EndRecord) => endExecution(world, machine, entry, record);
  const disarm = alarms.at(due, () => end({ t: 'end', at: now(), status: 'TIMED_OUT' }));
  walk({ run, frame: run.root, scope: run.definition, input: run.facts.input, cancel: run.cancel.signal })
    .then(
      (output): EndRecord => ({ t: 'end', at: now(), status: 'SUCCEEDED', output }),
      (error: unknown) => failure(error, now()),
    )
    .then(end)
    .catch((error: unknown) => {
      if (error instanceof Cancelled) return;
      console.error(`The execution ${run.facts.executionArn} stands still until the next start:`, error);
    })
    .finally(() => {
      disarm();
      world.closed.removeEventListener('abort', stop);
    });
}

/** @throws what is not an error of the language: such an execution does not end */
function failure(error: unknown, at: number): EndRecord {
  if (!(error instanceof StateError)) throw error;
  return { t: 'end', at, status: 'FAILED', error: error.name === '' ? undefined : error.name, cause: error.detail };
}
