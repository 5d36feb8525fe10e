import type { Machine } from '../machine.ts';
import { journalPath } from './journal-path.ts';
import { readLines } from './lines.ts';
import type { JournalRecord } from './records.ts';

/** An execution's records; what is not whole yet is left out. */
export function readJournal(machine: Machine, execution: string): JournalRecord[] {
  return readLines(journalPath(machine.folder, execution));
}
