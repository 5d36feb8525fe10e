/** Alarms in the order they are due, as a binary heap. Cancelled ones stay in it until they come first or are swept. */
export interface Alarm {
  /** milliseconds since the epoch */
  readonly due: number;
  readonly ring: () => void;
  /** It rang or was cancelled. */
  done: boolean;
}

export interface AlarmHeap {
  readonly alarms: Alarm[];
  /** how many of them are done */
  done: number;
}

export function addAlarm(heap: AlarmHeap, alarm: Alarm): void {
  const { alarms } = heap;
  let at = alarms.push(alarm) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((alarms[parent] as Alarm).due <= alarm.due) break;
    alarms[at] = alarms[parent] as Alarm;
    at = parent;
  }
  alarms[at] = alarm;
}

/** The earliest alarm that is not done. */
export function firstAlarm(heap: AlarmHeap): Alarm | undefined {
  while (heap.alarms[0]?.done) {
    removeFirst(heap.alarms);
    heap.done -= 1;
  }
  return heap.alarms[0];
}

export function finishAlarm(heap: AlarmHeap, alarm: Alarm): void {
  if (alarm.done) return;
  alarm.done = true;
  heap.done += 1;
  sweep(heap);
}

/** A Task that answers leaves its timeout behind; without this a busy service would keep millions of them. */
function sweep(heap: AlarmHeap): void {
  if (heap.done < 100 || heap.done * 2 < heap.alarms.length) return;
  const live = heap.alarms.filter((alarm) => !alarm.done);
  heap.alarms.length = 0;
  heap.done = 0;
  for (const alarm of live) addAlarm(heap, alarm);
}

function removeFirst(alarms: Alarm[]): void {
  const last = alarms.pop() as Alarm;
  if (alarms.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= alarms.length) break;
    if ((alarms[child + 1]?.due ?? Number.POSITIVE_INFINITY) < (alarms[child] as Alarm).due) child += 1;
    if ((alarms[child] as Alarm).due >= last.due) break;
    alarms[at] = alarms[child] as Alarm;
    at = child;
  }
  alarms[at] = last;
}
