import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import {
  type Alarm,
  type AlarmHeap,
  addAlarm,
  finishAlarm,
  firstAlarm,
} from '../../../../local/stepfunctions/engine/alarm-heap.ts';
import { createAlarms } from '../../../../local/stepfunctions/engine/alarms.ts';
import { eventually } from '../harness.ts';

it('gives alarms in the order they are due, without the cancelled ones', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ due: fc.nat(50), cancelled: fc.boolean() }), { maxLength: 400 }), (plan) => {
      const heap: AlarmHeap = { alarms: [], done: 0 };
      const alarms = plan.map(({ due }): Alarm => ({ due, ring: () => undefined, done: false }));
      for (const alarm of alarms) addAlarm(heap, alarm);
      for (const [at, { cancelled }] of plan.entries()) if (cancelled) finishAlarm(heap, alarms[at] as Alarm);
      const found: number[] = [];
      for (let next = firstAlarm(heap); next !== undefined; next = firstAlarm(heap)) {
        found.push(next.due);
        finishAlarm(heap, next);
      }
      const wanted = plan.filter(({ cancelled }) => !cancelled).map(({ due }) => due);
      expect(found).toEqual(wanted.toSorted((a, b) => a - b));
    }),
  );
});

it('does not keep what was cancelled', () => {
  const heap: AlarmHeap = { alarms: [], done: 0 };
  addAlarm(heap, { due: 0, ring: () => undefined, done: false });
  for (let at = 1; at <= 10_000; at += 1) {
    const alarm = { due: at, ring: () => undefined, done: false };
    addAlarm(heap, alarm);
    finishAlarm(heap, alarm);
  }
  expect(heap.alarms.length).toBeLessThan(200);
});

it('rings by the wall clock, also when it jumps, and although another alarm fails', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  let ahead = 0;
  const rung: string[] = [];
  const alarms = createAlarms(() => Date.now() + ahead);
  const begin = Date.now();
  alarms.at(begin + 2_592_000_000, () => rung.push('30 days'));
  alarms.at(begin + 2_000_000_000, () => {
    throw new Error('this alarm fails, and the next must ring all the same');
  });
  const cancel = alarms.at(begin + 20, () => rung.push('cancelled'));
  alarms.at(begin + 30, () => rung.push('soon'));
  cancel();
  await eventually(() => expect(rung).toEqual(['soon']));
  ahead = 2_592_000_000;
  await eventually(() => expect(rung).toEqual(['soon', '30 days']));
  expect(log).toHaveBeenCalledOnce();
  log.mockRestore();
  alarms.at(begin, () => rung.push('closed'));
  alarms.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(rung).toHaveLength(2);
});
