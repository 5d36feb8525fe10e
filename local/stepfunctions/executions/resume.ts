import type { Entry } from '../journal/catalogue.ts';
import { journalPath } from '../journal/journal-path.ts';
import { recoverLines } from '../journal/lines.ts';
import type { FrameRecord, JournalRecord } from '../journal/records.ts';
import { executionArn, type Machine } from '../machine.ts';
import { drive } from './drive.ts';
import { tellEnd } from './end.ts';
import { newRun } from './new-run.ts';
import type { World } from './world.ts';

/**
 * Goes on with what a former process left: unfinished executions, events that were not taken. Once per process.
 * @throws Error naming an execution whose journal cannot be read
 */
export function resumeExecutions(world: World, machine: Machine): void {
  for (const entry of machine.catalogue.entries) {
    if (entry.status === 'RUNNING') resume(world, machine, entry);
    else if (!entry.told) tellEnd(world, machine, entry);
  }
}

function resume(world: World, machine: Machine, entry: Entry): void {
  const [start, ...rest] = recoverLines<JournalRecord>(journalPath(machine.folder, entry.name));
  if (start?.t !== 'start') {
    throw new Error(`The journal of ${executionArn(machine, entry.name)} is missing or damaged`);
  }
  const last = rest.at(-1);
  if (last?.t === 'end') {
    machine.catalogue.end(entry, last.status, last.at);
    tellEnd(world, machine, entry);
    return;
  }
  drive(world, machine, entry, newRun(world, machine, start, rest as FrameRecord[]));
}
