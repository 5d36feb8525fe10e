/**
 * Where an execution stands. The root frame walks the machine's own states; a Map or Parallel gives every iteration or
 * branch a child frame. A frame's id is its place: `0`, its third child `0.2`, and so on. Frames change through journal
 * records only, so replaying the journal gives exactly the frames that a killed process had.
 */
import type { Json } from '../asl/json.ts';
import type { FailureRecord, FrameRecord, ResultRecord } from '../journal/records.ts';

export const ROOT = '0';

/** One attempt of a Task. Times are milliseconds since the epoch. */
export interface Attempt {
  readonly startedAt: number;
  readonly nonce: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  beatAt: number;
  submitted: boolean;
  outcome?: ResultRecord | FailureRecord;
  /** Set while the Task waits: tells it that `outcome` or `beatAt` has changed. */
  changed?: (() => void) | undefined;
}

export interface Frame {
  readonly id: string;
  /** Undefined before its first state. */
  state?: string;
  input: Json;
  enteredAt: number;
  /** Number of the history event that says so. */
  enteredEvent: number;
  /** Uses of each retrier since the state was entered. */
  retries: readonly number[];
  retryAt?: number | undefined;
  attempt?: Attempt | undefined;
  forked: boolean;
  children: Frame[];
  /** Present when the frame has come to its end. */
  finished?: { readonly output: Json };
}

export function newFrame(id: string): Frame {
  const none = { input: null, enteredAt: 0, enteredEvent: 0, retries: [], forked: false, children: [] };
  return { id, ...none };
}

export function childFrame(parent: Frame, index: number): Frame {
  const existing = parent.children[index];
  if (existing !== undefined) return existing;
  const child = newFrame(`${parent.id}.${index}`);
  parent.children[index] = child;
  return child;
}

/** The frame with this id, made where it is not there yet. */
export function findFrame(root: Frame, id: string): Frame {
  return id
    .split('.')
    .slice(1)
    .reduce((frame, index) => childFrame(frame, Number(index)), root);
}

/** The frame with this id, if the execution has come there. */
export function lookUpFrame(root: Frame, id: string): Frame | undefined {
  return id
    .split('.')
    .slice(1)
    .reduce<Frame | undefined>((frame, index) => frame?.children[Number(index)], root);
}

/** `event` is the number of the history event that the record is. */
export function applyRecord(frame: Frame, record: FrameRecord, event: number): void {
  switch (record.t) {
    case 'enter':
      frame.state = record.state;
      frame.input = record.input;
      frame.enteredAt = record.at;
      frame.enteredEvent = event;
      startOver(frame, []);
      return;
    case 'retry':
      startOver(frame, record.counts);
      frame.retryAt = record.until;
      return;
    case 'attempt':
      frame.attempt = attemptOf(frame.attempt, record);
      return;
    case 'fork':
      frame.forked = true;
      return;
    case 'finish':
      frame.finished = { output: record.output };
      frame.children = [];
      return;
    case 'submitted':
    case 'heartbeat':
    case 'result':
    case 'failure':
      if (frame.attempt !== undefined) applyToAttempt(frame.attempt, record);
  }
}

function startOver(frame: Frame, retries: readonly number[]): void {
  frame.retries = retries;
  frame.retryAt = undefined;
  frame.attempt = undefined;
  frame.forked = false;
  frame.children = [];
}

/** An attempt that is run again after a restart keeps its token, and with it the deadlines it had. */
function attemptOf(before: Attempt | undefined, record: Extract<FrameRecord, { t: 'attempt' }>): Attempt {
  const { at, nonce, timeoutSeconds, heartbeatSeconds } = record;
  const again = before !== undefined && nonce !== undefined && before.nonce === nonce;
  const startedAt = again ? before.startedAt : at;
  return { startedAt, nonce, timeoutSeconds, heartbeatSeconds, beatAt: again ? before.beatAt : at, submitted: false };
}

function applyToAttempt(attempt: Attempt, record: FrameRecord): void {
  if (record.t === 'submitted') attempt.submitted = true;
  if (record.t === 'heartbeat') attempt.beatAt = record.at;
  if (record.t === 'result' || record.t === 'failure') attempt.outcome = record;
}
