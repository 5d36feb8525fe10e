import type { Entry } from '../journal/catalogue.ts';
import { journalPath } from '../journal/journal-path.ts';
import { appendLines } from '../journal/lines.ts';
import { readJournal } from '../journal/read-journal.ts';
import type { EndRecord, StartRecord } from '../journal/records.ts';
import { executionArn, type Machine } from '../machine.ts';
import { deliver } from './delivery.ts';
import { statusChangeEvent } from './status-event.ts';
import type { World } from './world.ts';

/** Ends an execution, unless it has ended: journal first, then whoever works on it, then the event. */
export function endExecution(world: World, machine: Machine, entry: Entry, record: EndRecord): void {
  if (entry.status !== 'RUNNING' || world.closed.aborted) return;
  appendLines(journalPath(machine.folder, entry.name), [record]);
  machine.catalogue.end(entry, record.status, record.at);
  machine.runs.get(entry.name)?.cancel.abort();
  machine.runs.delete(entry.name);
  tellEnd(world, machine, entry);
}

/** Sends the event about an execution's end until it is taken. */
export function tellEnd(world: World, machine: Machine, entry: Entry): void {
  const records = readJournal(machine, entry.name);
  const event = statusChangeEvent({
    executionArn: executionArn(machine, entry.name),
    machineArn: machine.arn,
    name: entry.name,
    startedAt: entry.startedAt,
    input: (records[0] as StartRecord).input,
    end: records.at(-1) as EndRecord,
  });
  deliver(world, event, () => machine.catalogue.told(entry));
}
