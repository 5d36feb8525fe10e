/**
 * The executions of one machine, in the order they were started. Kept as a file of short lines beside the journals, so
 * that starting with many thousand finished executions reads one file and no journal.
 */
import { join } from 'node:path';
import { appendLines, recoverLines } from './lines.ts';
import type { FinalStatus } from './records.ts';

type Status = 'RUNNING' | FinalStatus;

/** Times are milliseconds since the epoch. */
export interface Entry {
  readonly number: number;
  readonly name: string;
  readonly startedAt: number;
  status: Status;
  stoppedAt?: number;
  /** The event about its end was taken. */
  told: boolean;
}

type Line =
  | { k: 'start'; name: string; at: number }
  | { k: 'end'; name: string; at: number; status: FinalStatus }
  | { k: 'told'; name: string };

export interface Catalogue {
  find(name: string): Entry | undefined;
  /** oldest first */
  readonly entries: readonly Entry[];
  start(name: string, at: number): Entry;
  end(entry: Entry, status: FinalStatus, at: number): void;
  told(entry: Entry): void;
}

export function openCatalogue(folder: string): Catalogue {
  const path = join(folder, 'executions.jsonl');
  const entries: Entry[] = [];
  const byName = new Map<string, Entry>();

  function apply(line: Line): Entry | undefined {
    const known = byName.get(line.name);
    if (line.k === 'start') return begin(line.name, line.at);
    if (known === undefined) return undefined;
    if (line.k === 'told') known.told = true;
    else Object.assign(known, { status: line.status, stoppedAt: line.at });
    return known;
  }

  function begin(name: string, startedAt: number): Entry {
    const entry: Entry = { number: entries.length, name, startedAt, status: 'RUNNING', told: false };
    entries.push(entry);
    byName.set(name, entry);
    return entry;
  }

  function write(line: Line): Entry {
    appendLines(path, [line]);
    return apply(line) as Entry;
  }

  for (const line of recoverLines<Line>(path)) apply(line);
  return {
    find: (name) => byName.get(name),
    entries,
    start: (name, at) => write({ k: 'start', name, at }),
    end: (entry, status, at) => void write({ k: 'end', name: entry.name, at, status }),
    told: (entry) => void write({ k: 'told', name: entry.name }),
  };
}
