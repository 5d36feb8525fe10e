import { expect, it } from 'vitest';
import { seedFrom } from '../seed.ts';
import { torture } from './run.ts';

/** `npm run torture` runs thousands, and kills the whole service besides; this is a glance at each door. */
const SCHEDULES = 20;
const seed = seedFrom('FAULT_SEED', false);

it(`whatever fails: nothing is lost, done twice, stuck or left behind (seed ${seed})`, {
  timeout: 600_000,
}, async () => {
  const schedules = Array.from({ length: SCHEDULES }, (_, n) => n);
  const { violations, faults, ends } = await torture({ seed, schedules, atOnce: SCHEDULES });
  expect(violations, `npm run torture -- --seed ${seed} --schedules ${SCHEDULES} --kills 0`).toEqual([]);
  // it has been a torture, and mostly survived
  expect(Object.values(faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(SCHEDULES);
  const succeeded = Object.entries(ends).flatMap(([end, count]) => (end.endsWith(' succeeded') ? [count] : []));
  expect(succeeded.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(SCHEDULES / 4);
});
