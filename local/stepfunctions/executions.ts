/** Starts, resumes and ends executions. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BusEvent } from '../aws/event.ts';
import type { Json } from './asl/json.ts';
import { EXECUTION_SECONDS } from './asl/limits.ts';
import { StateError } from './asl/state-error.ts';
import { deliver } from './delivery.ts';
import { applyRecord, type Frame, findFrame, newFrame, ROOT } from './engine/frames.ts';
import { Cancelled, type Run, type Surroundings } from './engine/run.ts';
import { walk } from './engine/walk.ts';
import type { Entry } from './journal/catalogue.ts';
import { eventTypes } from './journal/event-types.ts';
import { journalPath } from './journal/journal-path.ts';
import { appendLines, createLines, readLines, recoverLines } from './journal/lines.ts';
import type { EndRecord, FrameRecord, JournalRecord, StartRecord } from './journal/records.ts';
import { executionArn, type Machine, readDefinition } from './machine.ts';
import { statusChangeEvent } from './status-event.ts';
import type { Tokens } from './tokens.ts';

export interface Executions {
  /** Durable when it returns; the first state begins in a later turn. `input` is JSON text. */
  start(machine: Machine, name: string, input: string): Entry;
  /** Goes on with what a former process left: unfinished executions, events that were not taken. Once per process. */
  resume(machine: Machine): void;
  /** Ends an execution from outside. */
  abort(machine: Machine, entry: Entry, error?: string, cause?: string): void;
  journal(machine: Machine, name: string): JournalRecord[];
}

export interface ExecutionsOptions {
  readonly surroundings: Surroundings;
  readonly emit: (event: BusEvent) => Promise<void>;
  readonly tokens: Tokens;
  readonly closed: AbortSignal;
}

export function createExecutions({ surroundings, emit, tokens, closed }: ExecutionsOptions): Executions {
  const { now, alarms } = surroundings;

  function newRun(machine: Machine, start: StartRecord, root: Frame, events: number): Run {
    const path = journalPath(machine.folder, start.name);
    return {
      facts: factsOf(machine, start),
      definition: readDefinition(machine, start.definition),
      root,
      events,
      cancel: new AbortController(),
      surroundings,
      role: machine.role,
      append: (records) => appendLines(path, records),
      token: (frame, nonce) => tokens.issue({ machine: machine.name, execution: start.name, frame: frame.id, nonce }),
    };
  }

  /** Walks the execution to its end, in the background. */
  function drive(machine: Machine, entry: Entry, run: Run): void {
    machine.runs.set(entry.name, run);
    const stop = () => run.cancel.abort();
    closed.addEventListener('abort', stop, { once: true });
    const due = entry.startedAt + (run.definition.TimeoutSeconds ?? EXECUTION_SECONDS) * 1000;
    const disarm = alarms.at(due, () => end(machine, entry, { t: 'end', at: now(), status: 'TIMED_OUT' }));
    walk({ run, frame: run.root, scope: run.definition, input: run.facts.input, cancel: run.cancel.signal })
      .then((output): EndRecord => ({ t: 'end', at: now(), status: 'SUCCEEDED', output }), failed)
      .then((record) => end(machine, entry, record))
      .catch((error: unknown) => {
        if (error instanceof Cancelled) return;
        console.error(`The execution ${run.facts.executionArn} stands still until the next start:`, error);
      })
      .finally(() => {
        disarm();
        closed.removeEventListener('abort', stop);
      });
  }

  function failed(error: unknown): EndRecord {
    if (!(error instanceof StateError)) throw error;
    const name = error.name === '' ? undefined : error.name;
    return { t: 'end', at: now(), status: 'FAILED', error: name, cause: error.detail };
  }

  function end(machine: Machine, entry: Entry, record: EndRecord): void {
    if (entry.status !== 'RUNNING' || closed.aborted) return;
    appendLines(journalPath(machine.folder, entry.name), [record]);
    machine.catalogue.end(entry, record.status, record.at);
    machine.runs.get(entry.name)?.cancel.abort();
    machine.runs.delete(entry.name);
    tell(machine, entry);
  }

  function tell(machine: Machine, entry: Entry): void {
    const records = readLines<JournalRecord>(journalPath(machine.folder, entry.name));
    const event = statusChangeEvent({
      executionArn: executionArn(machine, entry.name),
      machineArn: machine.arn,
      name: entry.name,
      startedAt: entry.startedAt,
      input: (records[0] as StartRecord).input,
      end: records.at(-1) as EndRecord,
    });
    deliver(event, { emit, alarms, now, closed, taken: () => machine.catalogue.told(entry) });
  }

  function resumeOne(machine: Machine, entry: Entry): void {
    const [start, ...rest] = recoverLines<JournalRecord>(journalPath(machine.folder, entry.name));
    if (start?.t !== 'start')
      throw new Error(`The journal of ${executionArn(machine, entry.name)} is missing or damaged`);
    const last = rest.at(-1);
    if (last?.t === 'end') {
      machine.catalogue.end(entry, last.status, last.at);
      tell(machine, entry);
      return;
    }
    const { root, events } = replay(rest as FrameRecord[]);
    drive(machine, entry, newRun(machine, start, root, events));
  }

  return {
    start(machine, name, input) {
      const record: StartRecord = { t: 'start', at: now(), name, input, definition: machine.current };
      const path = journalPath(machine.folder, name);
      mkdirSync(dirname(path), { recursive: true });
      createLines(path, record);
      const entry = machine.catalogue.start(name, record.at);
      const run = newRun(machine, record, newFrame(ROOT), 1);
      machine.runs.set(name, run);
      setImmediate(() => {
        if (entry.status === 'RUNNING' && !closed.aborted) drive(machine, entry, run);
      });
      return entry;
    },
    resume(machine) {
      for (const entry of machine.catalogue.entries) {
        if (entry.status === 'RUNNING') resumeOne(machine, entry);
        else if (!entry.told) tell(machine, entry);
      }
    },
    abort(machine, entry, error, cause) {
      end(machine, entry, { t: 'end', at: now(), status: 'ABORTED', error, cause });
    },
    journal: (machine, name) => readLines(journalPath(machine.folder, name)),
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
  let events = 1;
  for (const record of records) {
    events += eventTypes(record).length;
    applyRecord(findFrame(root, record.f), record, events);
  }
  return { root, events };
}
