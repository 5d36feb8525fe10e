import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Caller } from '../../aws/caller.ts';
import { contextObject, type ExecutionFacts } from '../asl/context.ts';
import type { Json, JsonObject } from '../asl/json.ts';
import { HISTORY_LIMIT } from '../asl/limits.ts';
import type { Definition, State, StateOf } from '../asl/schema.ts';
import { runtimeError } from '../asl/state-error.ts';
import { eventTypes } from '../journal/event-types.ts';
import type { FrameRecord } from '../journal/records.ts';
import type { Alarms } from './alarms.ts';
import { applyRecord, type Frame, findFrame } from './frames.ts';
import type { InvokeFunction } from './lambda.ts';

/** One execution at work. */
export interface Run {
  readonly facts: ExecutionFacts;
  readonly definition: Definition;
  readonly root: Frame;
  /** history events so far */
  events: number;
  /** Aborted when the execution is ended from outside, or the service closes. */
  readonly cancel: AbortController;
  readonly surroundings: Surroundings;
  /** Appends to the journal before anything else may know. */
  readonly append: (records: readonly FrameRecord[]) => void;
  readonly token: (frame: Frame, nonce: string) => string;
  /** who calls the functions; absent: nobody checks */
  readonly role: Caller | undefined;
}

export interface Surroundings {
  readonly now: () => number;
  readonly alarms: Alarms;
  readonly invoke: InvokeFunction;
  /** pauses between retries are so many times as long as the definition says */
  readonly retryScale: number;
}

/** A state about to be performed in a frame. */
export interface Step<S extends State = State> {
  readonly run: Run;
  readonly frame: Frame;
  readonly name: string;
  readonly state: S;
  readonly item: Item | undefined;
  readonly cancel: AbortSignal;
}
export type StepOf<T extends State['Type']> = Step<StateOf<T>>;

export interface Item {
  readonly index: number;
  readonly value: Json;
}

/** Where a state leads; without `next` the frame has come to its end. */
export interface Transition {
  readonly next?: string | undefined;
  readonly output: Json;
}

/** The work was called off: the execution has ended, a sibling has failed, or the service closes. Not an ASL error. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** The journal cannot be written (a full disk): the execution must not go on, and can be resumed later. */
export class JournalFault extends Error {
  override readonly name = 'JournalFault';
}

/**
 * Writes records to the journal and applies them to the frames.
 * @throws Cancelled, JournalFault, and StateError States.Runtime when the history is full
 */
export function write(run: Run, ...records: readonly FrameRecord[]): void {
  if (run.cancel.signal.aborted) throw new Cancelled();
  const added = records.map((record) => eventTypes(record).length);
  if (run.events + added.reduce((sum, count) => sum + count, 0) >= HISTORY_LIMIT) {
    throw runtimeError(`The execution reached the maximum number of history events (${HISTORY_LIMIT}).`);
  }
  try {
    run.append(records);
  } catch (error) {
    throw new JournalFault(`The journal of ${run.facts.executionArn} cannot be written`, { cause: error });
  }
  for (const [index, record] of records.entries()) {
    run.events += added[index] as number;
    applyRecord(findFrame(run.root, record.f), record, run.events);
  }
}

export function contextOf(step: Step, taskToken?: string): JsonObject {
  const retryCount = step.frame.retries.reduce((sum, count) => sum + count, 0);
  const enteredTime = new Date(step.frame.enteredAt).toISOString();
  return contextObject(step.run.facts, { name: step.name, enteredTime, retryCount, item: step.item, taskToken });
}

/** Waits for a moment in wall-clock time. @throws Cancelled */
export function sleepUntil(run: Run, due: number, cancel: AbortSignal): Promise<void> {
  if (due <= run.surroundings.now()) return nextTurn().then(() => throwIfCancelled(cancel));
  return new Promise((resolve, reject) => {
    const stop = () => {
      cancelAlarm();
      reject(new Cancelled());
    };
    const cancelAlarm = run.surroundings.alarms.at(due, () => {
      cancel.removeEventListener('abort', stop);
      resolve();
    });
    if (cancel.aborted) stop();
    else cancel.addEventListener('abort', stop, { once: true });
  });
}

export function throwIfCancelled(cancel: AbortSignal): void {
  if (cancel.aborted) throw new Cancelled();
}
