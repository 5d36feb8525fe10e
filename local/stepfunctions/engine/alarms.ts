/**
 * Deadlines in wall-clock time. One timer serves all of them: however many executions wait, an idle service wakes once a
 * second at most. Looking at the clock each time (instead of trusting one long timer) keeps 30 days 30 days: setTimeout
 * overflows after 24.8 days and fires at once, and it stands still while the machine sleeps.
 */
import { type Alarm, type AlarmHeap, addAlarm, finishAlarm, firstAlarm } from './alarm-heap.ts';

const LONGEST_NAP_MS = 1_000;

export interface Alarms {
  /** Calls `ring` once, at or soon after `due` (milliseconds since the epoch); gives the way to cancel it. */
  at(due: number, ring: () => void): () => void;
  /** Forgets every alarm. */
  close(): void;
}

interface Clock {
  readonly now: () => number;
  readonly heap: AlarmHeap;
  timer: NodeJS.Timeout | undefined;
  /** when the alarm is due that the timer was set for */
  timerDue: number;
}

export function createAlarms(now: () => number): Alarms {
  const clock: Clock = { now, heap: { alarms: [], done: 0 }, timer: undefined, timerDue: 0 };
  return {
    at(due, ring) {
      const alarm = { due, ring, done: false };
      addAlarm(clock.heap, alarm);
      schedule(clock);
      return () => {
        finishAlarm(clock.heap, alarm);
        schedule(clock);
      };
    },
    close() {
      clock.heap.alarms.length = 0;
      clock.heap.done = 0;
      schedule(clock);
    },
  };
}

function schedule(clock: Clock): void {
  const next = firstAlarm(clock.heap);
  if (next !== undefined && clock.timer !== undefined && clock.timerDue <= next.due) return;
  clearTimeout(clock.timer);
  clock.timer = undefined;
  if (next === undefined) return;
  clock.timerDue = next.due;
  const nap = Math.min(Math.max(next.due - clock.now(), 0), LONGEST_NAP_MS);
  clock.timer = setTimeout(() => wake(clock), nap);
}

function wake(clock: Clock): void {
  clock.timer = undefined;
  const time = clock.now();
  for (let next = firstAlarm(clock.heap); next !== undefined && next.due <= time; next = firstAlarm(clock.heap)) {
    finishAlarm(clock.heap, next);
    ring(next);
  }
  schedule(clock);
}

/** One that fails must not keep the others from ringing. */
function ring(alarm: Alarm): void {
  try {
    alarm.ring();
  } catch (error) {
    console.error('A deadline of the local Step Functions service could not be handled:', error);
  }
}
