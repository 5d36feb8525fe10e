import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MeteredRun, startMetered } from '../metered.ts';
import { measureRoutes, PART_SIZES, type RouteCost } from './measure.ts';

let run: MeteredRun;
let costs: Awaited<ReturnType<typeof measureRoutes>>;

beforeAll(async () => {
  run = await startMetered(PART_SIZES);
  costs = await measureRoutes(run);
}, 300_000);
afterAll(() => run.close());

it('has a request to measure for every route', () => {
  expect([...costs].filter(([, cost]) => cost === undefined).map(([route]) => route)).toEqual([]);
});

const line = (route: string, cost: RouteCost | undefined): string =>
  `${route.padEnd(80)} ${String(cost?.calls).padStart(5)} ${String(cost?.depth).padStart(5)}  ${cost?.what}`;

/** The budget of every route: what it asks of AWS, and how many of these wait for one another. */
it('asks of AWS what route-calls.txt says', async () => {
  const head = `${'route'.padEnd(80)} calls depth  what`;
  const lines = [...costs].map(([route, cost]) => line(route, cost));
  await expect(`${[head, ...lines].join('\n')}\n`).toMatchFileSnapshot('route-calls.txt');
});
