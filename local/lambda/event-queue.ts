import { randomUUID } from 'node:crypto';
import { ServiceError } from '../aws/service-error.ts';
import { type Journal, openJournal } from './journal.ts';
import { describeError, type FunctionError, type Outcome } from './messages.ts';

/** Lambda waits one minute before the first retry and two before the second. */
const RETRY_DELAYS_MS: readonly number[] = [60_000, 120_000];
/** A throttled event is not a failed one: it is offered again without counting. */
const THROTTLED_DELAY_MS = 1000;
/** As many events of one function are run at once; a burst of uploads must not fill the thread. */
const CONCURRENCY = 16;

/** An event that waits for its function. */
export interface QueuedEvent {
  readonly id: string;
  readonly functionArn: string;
  /** JSON */
  readonly payload: string;
  readonly createdAt: number;
  /** invocations so far that failed */
  readonly failures: number;
  readonly notBefore: number;
}

export interface EventQueue {
  /** Begins to deliver, first what a former process left; until then events are only kept. */
  start(): void;
  /** Takes an event; once this returns it is on disk and will be delivered, after a restart if need be. */
  add(functionArn: string, payload: string): void;
  /** Stops delivering and waits a while for invocations in flight; what is left is delivered after the next start. */
  close(): Promise<void>;
}

export interface EventQueueOptions {
  /** folder of the waiting events */
  readonly directory: string;
  /** Runs the function; throws a ServiceError when it could not be run at all. */
  deliver(event: QueuedEvent): Promise<Outcome>;
  /** Lambda's settings for the function; `undefined` when there is no such function any more. */
  settings(functionArn: string): { readonly retries: number; readonly maximumAgeMs: number } | undefined;
  /** takes an event that failed for good */
  failed(event: QueuedEvent, error: FunctionError): void;
  readonly retryDelaysMs?: readonly number[];
  /** milliseconds that `close` waits for invocations in flight; 10 s by default, since all of them can be repeated */
  readonly drainMs?: number;
}

/** Lambda's queue of asynchronous invocations: durable, at least once, with Lambda's retries. */
export function openEventQueue(options: EventQueueOptions): EventQueue {
  const journal: Journal<QueuedEvent> = openJournal(options.directory);
  const lanes = new Map<string, Lane>();
  let started = false;
  let abandoned = false;
  const run = async (event: QueuedEvent): Promise<QueuedEvent | undefined> => {
    const outcome = await options.deliver(event).catch(undeliverable);
    // Its thread was stopped under it, which is no failure of the function.
    return abandoned ? undefined : conclude(event, outcome, options, journal);
  };
  const laneOf = (functionArn: string): Lane => {
    const lane = lanes.get(functionArn) ?? createLane(run);
    lanes.set(functionArn, lane);
    return lane;
  };
  return {
    start: () => {
      started = true;
      for (const event of journal.all()) laneOf(event.functionArn).push(event);
    },
    add: (functionArn, payload) => {
      const now = Date.now();
      const event = { id: randomUUID(), functionArn, payload, createdAt: now, failures: 0, notBefore: now };
      journal.write(event);
      if (started) laneOf(functionArn).push(event);
    },
    close: async () => {
      const drained = Promise.all([...lanes.values()].map((lane) => lane.close()));
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, options.drainMs ?? 10_000);
      await Promise.race([drained, late]);
      clearTimeout(timer);
      abandoned = true;
    },
  };
}

/** Keeps what came of an attempt; gives what is still to be delivered, if anything. */
function conclude(
  event: QueuedEvent,
  outcome: Outcome | undefined,
  options: EventQueueOptions,
  journal: Journal<QueuedEvent>,
): QueuedEvent | undefined {
  if (outcome === undefined) return { ...event, notBefore: Date.now() + THROTTLED_DELAY_MS };
  const again = outcome.ok ? undefined : nextAttempt(event, options);
  if (again !== undefined) {
    journal.write(again);
    return again;
  }
  if (!outcome.ok) options.failed(event, outcome.error);
  journal.remove(event);
  return undefined;
}

/** A throttled event waits; any other refusal counts as a failure of the function. */
function undeliverable(error: unknown): Outcome | undefined {
  if (error instanceof ServiceError && error.status === 429) return undefined;
  return { ok: false, error: describeError(error) };
}

function nextAttempt(event: QueuedEvent, options: EventQueueOptions): QueuedEvent | undefined {
  const settings = options.settings(event.functionArn);
  const delays = options.retryDelaysMs ?? RETRY_DELAYS_MS;
  const notBefore = Date.now() + (delays[event.failures] ?? delays.at(-1) ?? 0);
  if (settings === undefined || event.failures >= settings.retries) return undefined;
  if (notBefore - event.createdAt > settings.maximumAgeMs) return undefined;
  return { ...event, failures: event.failures + 1, notBefore };
}

/** The waiting events of one function. */
interface Lane {
  push(event: QueuedEvent): void;
  close(): Promise<void>;
}

function createLane(run: (event: QueuedEvent) => Promise<QueuedEvent | undefined>): Lane {
  const due: QueuedEvent[] = [];
  const running = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;

  const push = (event: QueuedEvent): void => {
    const wait = event.notBefore - Date.now();
    if (wait <= 0) {
      due.push(event);
      pump();
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      due.push(event);
      pump();
    }, wait);
    timers.add(timer);
  };
  const pump = (): void => {
    while (!closed && running.size < CONCURRENCY) {
      const event = due.shift();
      if (event === undefined) return;
      const turn = run(event).then((again) => {
        running.delete(turn);
        if (again !== undefined && !closed) push(again);
        pump();
      });
      running.add(turn);
    }
  };
  return {
    push,
    close: async () => {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
