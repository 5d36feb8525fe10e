import type { Json } from '../asl/json.ts';
import { applyRecord, type Frame, findFrame, newFrame, ROOT } from '../engine/frames.ts';
import type { Run } from '../engine/run.ts';
import { eventTypes } from '../journal/event-types.ts';
import { journalPath } from '../journal/journal-path.ts';
import { appendLines } from '../journal/lines.ts';
import type { FrameRecord, StartRecord } from '../journal/records.ts';
import { executionArn, type Machine, readDefinition } from '../machine.ts';
import type { World } from './world.ts';

/** An execution where its journal says that it stands: at its very beginning when there are no records yet. */
export function newRun(world: World, machine: Machine, start: StartRecord, records: readonly FrameRecord[]): Run {
  const { tokens, surroundings } = world;
  const path = journalPath(machine.folder, start.name);
  return {
    facts: factsOf(machine, start),
    definition: readDefinition(machine, start.definition),
    ...replay(records),
    cancel: new AbortController(),
    surroundings,
    role: machine.role,
    append: (added) => appendLines(path, added),
    token: (frame, nonce) => tokens.issue({ machine: machine.name, execution: start.name, frame: frame.id, nonce }),
  };
}

function factsOf(machine: Machine, start: StartRecord): Run['facts'] {
  return {
    executionArn: executionArn(machine, start.name),
    name: start.name,
    roleArn: machine.roleArn,
    startTime: new Date(start.at).toISOString(),
    input: JSON.parse(start.input) as Json,
    machineArn: machine.arn,
    machineName: machine.name,
  };
}

function replay(records: readonly FrameRecord[]): { root: Frame; events: number } {
  const root = newFrame(ROOT);
  // ExecutionStarted is the first event.
  let events = 1;
  for (const record of records) {
    events += eventTypes(record).length;
    applyRecord(findFrame(root, record.f), record, events);
  }
  return { root, events };
}
