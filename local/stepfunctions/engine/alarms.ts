/**
 * Deadlines in wall-clock time. One timer serves all of them: however many executions wait, an idle service wakes once a
 * second at most. Looking at the clock each time (instead of trusting one long timer) keeps 30 days 30 days: setTimeout
 * overflows after 24.8 days and fires at once, and it stands still while the machine sleeps.
 */
const LONGEST_NAP_MS = 1_000;

interface Alarm {
  readonly due: number;
  readonly ring: () => void;
  cancelled: boolean;
}

export interface Alarms {
  /** Calls `ring` once, at or soon after `due` (milliseconds since the epoch); gives the way to cancel it. */
  at(due: number, ring: () => void): () => void;
  /** Forgets every alarm. */
  close(): void;
}

export function createAlarms(now: () => number): Alarms {
  let heap: Alarm[] = [];
  let cancelled = 0;
  let timer: NodeJS.Timeout | undefined;
  let timerDue = Number.POSITIVE_INFINITY;

  function schedule(): void {
    while (heap[0]?.cancelled) takeFirst();
    const next = heap[0];
    if (next !== undefined && timer !== undefined && timerDue <= next.due) return;
    stop();
    if (next === undefined) return;
    timerDue = next.due;
    timer = setTimeout(wake, Math.min(Math.max(next.due - now(), 0), LONGEST_NAP_MS));
  }

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function wake(): void {
    timer = undefined;
    const time = now();
    while (heap[0] !== undefined && (heap[0].cancelled || heap[0].due <= time)) {
      const alarm = takeFirst();
      if (alarm.cancelled) continue;
      alarm.cancelled = true;
      try {
        alarm.ring();
      } catch (error) {
        console.error('A deadline of the local Step Functions service could not be handled:', error);
      }
    }
    schedule();
  }

  function takeFirst(): Alarm {
    const alarm = pop(heap);
    if (alarm.cancelled) cancelled -= 1;
    return alarm;
  }

  /** A Task that answers leaves its timeout behind; without this a busy service would keep millions of them. */
  function sweep(): void {
    if (cancelled < 100 || cancelled * 2 < heap.length) return;
    const live = heap.filter((alarm) => !alarm.cancelled);
    heap = [];
    cancelled = 0;
    for (const alarm of live) push(heap, alarm);
  }

  return {
    at(due, ring) {
      const alarm = { due, ring, cancelled: false };
      push(heap, alarm);
      schedule();
      return () => {
        if (alarm.cancelled) return;
        alarm.cancelled = true;
        cancelled += 1;
        sweep();
        schedule();
      };
    },
    close() {
      heap = [];
      cancelled = 0;
      stop();
    },
  };
}

/** A binary heap: the earliest alarm is heap[0]. */
function push(heap: Alarm[], alarm: Alarm): void {
  let at = heap.push(alarm) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] as Alarm).due <= alarm.due) break;
    heap[at] = heap[parent] as Alarm;
    at = parent;
  }
  heap[at] = alarm;
}

function pop(heap: Alarm[]): Alarm {
  const first = heap[0] as Alarm;
  const last = heap.pop() as Alarm;
  if (heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if ((heap[child + 1]?.due ?? Number.POSITIVE_INFINITY) < (heap[child] as Alarm).due) child += 1;
    if ((heap[child] as Alarm).due >= last.due) break;
    heap[at] = heap[child] as Alarm;
    at = child;
  }
  heap[at] = last;
  return first;
}
