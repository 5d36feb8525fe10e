import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Entry } from '../journal/catalogue.ts';
import { journalPath } from '../journal/journal-path.ts';
import { createLines } from '../journal/lines.ts';
import type { StartRecord } from '../journal/records.ts';
import type { Machine } from '../machine.ts';
import { drive } from './drive.ts';
import { newRun } from './new-run.ts';
import type { World } from './world.ts';

/** Durable when it returns; the first state begins in a later turn. `input` is JSON text, the name is free. */
export function beginExecution(world: World, machine: Machine, name: string, input: string): Entry {
  const at = world.surroundings.now();
  const record: StartRecord = { t: 'start', at, name, input, definition: machine.current };
  const path = journalPath(machine.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  createLines(path, record);
  const entry = machine.catalogue.start(name, at);
  const run = newRun(world, machine, record, []);
  machine.runs.set(name, run);
  setImmediate(() => {
    if (entry.status === 'RUNNING' && !world.closed.aborted) drive(world, machine, entry, run);
  });
  return entry;
}
