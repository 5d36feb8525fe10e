/**
 * What an execution's journal says, one JSON object per line. The journal is the execution: its frames after a restart
 * and its history are both read from it. `f` is the frame (see frames.ts), `at` milliseconds since the epoch.
 */
import type { Json } from '../asl/json.ts';
import type { State } from '../asl/schema.ts';

export type FinalStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

interface Framed {
  readonly at: number;
  readonly f: string;
}

/** First line. `input` is the text that StartExecution was given, `definition` the SHA-256 of the machine's definition. */
export interface StartRecord {
  readonly t: 'start';
  readonly at: number;
  readonly name: string;
  readonly input: string;
  readonly definition: string;
}
export interface EnterRecord extends Framed {
  readonly t: 'enter';
  readonly state: string;
  readonly type: State['Type'];
  readonly input: Json;
}
interface ExitRecord extends Framed {
  readonly t: 'exit';
  readonly state: string;
  readonly type: State['Type'];
  readonly output: Json;
}
/** An attempt of a Task begins. `nonce` is the part of its token that makes it this attempt's. */
interface AttemptRecord extends Framed {
  readonly t: 'attempt';
  readonly parameters: Json;
  readonly resource: string;
  readonly timeoutSeconds?: number | undefined;
  readonly heartbeatSeconds?: number | undefined;
  readonly nonce?: string | undefined;
}
/** The function of a waiting Task has answered; now the token decides. */
export interface SubmittedRecord extends Framed {
  readonly t: 'submitted';
  readonly output: Json;
}
interface HeartbeatRecord extends Framed {
  readonly t: 'heartbeat';
}
/** The attempt ended well: the function's answer, or what SendTaskSuccess brought. */
export interface ResultRecord extends Framed {
  readonly t: 'result';
  readonly output: Json;
}
export interface FailureRecord extends Framed {
  readonly t: 'failure';
  readonly how: 'failed' | 'timed-out' | 'heartbeat';
  readonly error: string;
  readonly cause?: string | undefined;
}
/** The state will be tried again at `until`; `counts` are the retriers' uses so far. */
interface RetryRecord extends Framed {
  readonly t: 'retry';
  readonly counts: readonly number[];
  readonly until: number;
}
/** A Map or Parallel begins `length` children; later it has joined them, or one has failed. */
interface ForkRecord extends Framed {
  readonly t: 'fork' | 'joined' | 'split';
  readonly type: 'Map' | 'Parallel';
  readonly length: number;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}
/** One child of a Map or Parallel; `f` is the child. */
interface ChildRecord extends Framed {
  readonly t: 'begin' | 'broken' | 'dropped';
  readonly type: 'Map' | 'Parallel';
  readonly name: string;
}
interface FinishRecord extends Framed {
  readonly t: 'finish';
  readonly type: 'Map' | 'Parallel';
  readonly name: string;
  readonly output: Json;
}
export interface EndRecord {
  readonly t: 'end';
  readonly at: number;
  readonly status: FinalStatus;
  readonly output?: Json | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export type FrameRecord =
  | EnterRecord
  | ExitRecord
  | AttemptRecord
  | SubmittedRecord
  | HeartbeatRecord
  | ResultRecord
  | FailureRecord
  | RetryRecord
  | ForkRecord
  | ChildRecord
  | FinishRecord;
export type JournalRecord = StartRecord | FrameRecord | EndRecord;
