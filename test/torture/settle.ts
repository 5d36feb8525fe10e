import { setTimeout as pause } from 'node:timers/promises';
import { isFinal } from '../../domain/submission/submission.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';
import type { World } from './world.ts';

/** Executions retry within milliseconds here; timers of the state machine ring within a second. */
const QUIET_MS = 300;
const ALARMS_MS = 1200;
/** Jobs are processes, and need as long as the machine needs. */
const JOBS_MS = 120_000;

/** Waits until nothing runs any more. */
export async function quiet({ invocations }: World): Promise<void> {
  for (let since = performance.now(); performance.now() - since < QUIET_MS; await pause(25)) {
    await invocations.idle();
    if (invocations.running() > 0) since = performance.now();
  }
}

/** What an operator does with events that could not be delivered: `docs/runbook.md` says to send them again. */
async function sendAgain({ invocations }: World): Promise<void> {
  for (const what of invocations.undelivered.splice(0)) invocations.deliver(what, 0);
  await invocations.idle();
}

/** Nothing fails any more: the sweeper comes by every hour of this clock, and the operator looks after events. */
async function pass(world: World, milliseconds: number): Promise<void> {
  await quiet(world);
  world.clock.move(milliseconds);
  await sendAgain(world);
  await world.sweep();
  await quiet(world);
}

/** The sweeper looks at a waiting upload every six hours at least, and all of this is less than its deadline. */
const MOVES_MS = [1, 1, 7, 7, 7, 7, 7, 7].map((hours) => hours * HOUR_MS);

/**
 * Waits, with the sweeper, until every submission has ended or waits for its submitter, and stays so.
 * @returns those that never are
 */
export async function settle(world: World, ids: readonly string[]): Promise<string[]> {
  await finishJobs(world);
  let before = '';
  let open: string[] = [];
  for (const move of MOVES_MS) {
    await pass(world, move);
    await finishJobs(world);
    const executions = await world.executions();
    const states = await Promise.all(ids.map((id) => standing(world, id, executions)));
    open = ids.filter((_, index) => states[index]?.settled === false);
    const now = JSON.stringify(states);
    if (open.length === 0 && now === before && move > HOUR_MS) break;
    before = now;
  }
  return open;
}

/** Jobs that run now are waited for: the clock must not run away from them. */
async function finishJobs(world: World): Promise<void> {
  for (const end = performance.now() + JOBS_MS; performance.now() < end; await pause(100)) {
    if (world.jobsAtWork() === 0) break;
  }
  await quiet(world);
}

/** It has ended, and so has its execution; or it waits, somebody will see what comes, and its execution waits with it. */
async function standing(world: World, id: string, executions: ReadonlyMap<string, string>) {
  const rows = await world.table.partition(`SUB#${id}`);
  const meta = await world.table.submission(id);
  if (meta === undefined) return { id, settled: true };
  const runs = executions.get(`${id}-${meta.attempt}`) === 'RUNNING';
  const waits = rows.some(({ SK }) => SK.startsWith('PENDING#')) && rows.some(({ SK }) => SK === 'RUN');
  const settled = isFinal(meta.state) ? !runs : meta.staging === 'inputs' || (runs && waits);
  return { id, settled, state: meta.state, attempt: meta.attempt, steps: Object.keys(meta.steps).length };
}

/** Every deadline passes: of uploads, and of drafts. */
export async function passDeadlines(world: World): Promise<void> {
  await pass(world, 3 * DAY_MS);
  await pause(ALARMS_MS);
  for (let round = 0; round < 3; round++) await pass(world, HOUR_MS);
}

/** Everything that is kept for a time is kept no longer. */
export async function passRetention(world: World): Promise<void> {
  for (const days of [4, 10, 60, 100]) {
    await pass(world, days * DAY_MS);
    await world.functions.expire();
  }
  // what a sweep has deleted leaves markers, and those go in turn
  await pass(world, 2 * DAY_MS);
  await world.functions.expire();
  await world.functions.expire();
}
