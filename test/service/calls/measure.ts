import { setTimeout as pause } from 'node:timers/promises';
import { callsOf } from '../../functions/call-counter.ts';
import { ALL_ROUTES } from '../../functions/route-tables.ts';
import { call } from '../client.ts';
import type { MeteredRun } from '../metered.ts';
import { makeWorld } from '../permissions/world.ts';
import { type Sample, samplesOf, send } from './samples.ts';

/** What one request to a route asks of AWS, authentication included. */
export interface RouteCost {
  door: string;
  calls: number;
  depth: number;
  /** what is asked: `BatchGetItem ×2, Query` */
  what: string;
  readUnits: number;
  writeUnits: number;
  /** of the answer's body */
  bytes: number;
  /** processor time of the function, a sample each; the first one may be cold */
  processorMs: number[];
}

/** Uploads in parts that a sample request can make. */
export const PART_SIZES = { multipart: { thresholdBytes: 6 * 1024 ** 2, partBytes: 5 * 1024 ** 2 } };

/** Requests that are sent for a route's processor time, beside the one whose calls are counted. */
const REPEATED = 4;

/** The cost of every route by `METHOD /path`; `undefined` where nobody has a request that is answered. */
export async function measureRoutes(
  run: MeteredRun,
  { timed = false }: { timed?: boolean } = {},
): Promise<Map<string, RouteCost | undefined>> {
  const world = await makeWorld(run);
  // the first request of an hour notes that its token was used: here nobody's is
  for (const caller of Object.values(world.callers)) await call(caller, '/api/v1/account');
  await untilQuiet(run);
  const samples = samplesOf(run, world);
  const costs = new Map<string, RouteCost | undefined>();
  for (const { door, method, path } of ALL_ROUTES) {
    const route = `${method} ${path}`;
    const [first, ...more] = samples.get(route) ?? [];
    costs.set(route, first && (await costOf(run, door, first, timed ? more.slice(0, REPEATED) : [])));
  }
  return costs;
}

const QUIET_MS = 1000;

/** What the world's submissions still set off would be in the way of the requests. */
async function untilQuiet({ counter }: MeteredRun): Promise<void> {
  for (;;) {
    const { exchanges } = await counter.watch(() => pause(QUIET_MS), 'asItIs');
    if (exchanges.length === 0) return;
  }
}

async function costOf(run: MeteredRun, door: string, first: Sample, more: readonly Sample[]): Promise<RouteCost> {
  const name = functionOf(door);
  const request = await first.build();
  const { exchanges, result: bytes } = await run.counter.watch(() => send(first, request));
  const own = exchanges.filter((exchange) => run.askedBy(exchange) === name);
  const { total: calls, depth, names } = callsOf(own);
  const sum = (kind: 'read' | 'write') => own.reduce((units, exchange) => units + exchange.units[kind], 0);
  return {
    door,
    calls,
    depth,
    what: summary(names),
    readUnits: sum('read'),
    writeUnits: sum('write'),
    bytes,
    processorMs: await processorOf(run, name, more),
  };
}

/** Sorted: of requests side by side now this one begins first, now that one. */
function summary(names: readonly string[]): string {
  const plain = names.map((name) =>
    name.startsWith('HEAD ') ? 'HeadObject' : name.replace(/^POST .*outbound-emails$/, 'SendEmail'),
  );
  const amounts = Map.groupBy(plain.toSorted(), (name) => name);
  return [...amounts].map(([name, all]) => (all.length === 1 ? name : `${name} ×${all.length}`)).join(', ');
}

async function processorOf(run: MeteredRun, name: string, samples: readonly Sample[]): Promise<number[]> {
  const times: number[] = [];
  for (const sample of samples) {
    const request = await sample.build();
    const before = invocationsOf(run, name).length;
    await send(sample, request);
    times.push(...invocationsOf(run, name).slice(before));
  }
  return times;
}

const invocationsOf = (run: MeteredRun, name: string): number[] =>
  run
    .invocations()
    .filter((invocation) => invocation.name === name)
    .map(({ processorMs }) => processorMs);

/** `job-definitions` is answered by `JobDefinitions`. */
const functionOf = (door: string): string =>
  door.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
