import { inspect } from 'node:util';
import { MIRROR, RELEASES, UPLOADS } from '../functions/in-process.ts';
import { type Remains, unaccounted } from './accounting.ts';
import { type Actor, makeActor } from './actor.ts';
import { openBuckets } from './buckets.ts';
import { AFTER_DEADLINES, type Aftermath, INVARIANTS, violations } from './invariants.ts';
import { datameta, defineMetadata } from './schedules/datameta.ts';
import { defineAssignments, gateway } from './schedules/gateway.ts';
import { defineJobs, jobs } from './schedules/jobs.ts';
import { nemo } from './schedules/nemo.ts';
import { passDeadlines, passRetention, quiet, settle } from './settle.ts';
import type { Row } from './table-reader.ts';
import { startWorld, type World } from './world.ts';

export interface Torture {
  seed: number;
  /** numbers of the schedules: each takes the same chances whichever others run beside it */
  schedules: readonly number[];
  atOnce: number;
  /** takes lines about how far it is */
  show?: (line: string) => void;
}

export interface Outcome {
  /** what does not hold; empty where all is well */
  violations: string[];
  /** how often each fault happened */
  faults: Record<string, number>;
  /** submissions by how they ended */
  ends: Record<string, number>;
  schedules: number;
}

const DOORS = [nemo, datameta, gateway, jobs];

/** Runs random schedules against the whole service while everything fails by chance, and then looks at what is left. */
export async function torture({ seed, schedules, atOnce, show = () => undefined }: Torture): Promise<Outcome> {
  const world = await startWorld(seed);
  // in Lambda, each would end the process, with all that it does for others
  const unhandled: string[] = [];
  const note = (reason: unknown) => void unhandled.push(`nothing fails unheard: ${inspect(reason)}`);
  process.on('unhandledRejection', note);
  try {
    await prepare(world);
    world.invocations.rage();
    const actors: Actor[] = [];
    const waiting = [...schedules];
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const actor = await makeActor(world, seed, next);
        actors.push(actor);
        await DOORS[next % DOORS.length]?.(actor);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    show(`${schedules.length} schedules have run; the faults stop`);
    world.invocations.calm();
    const outcome = await judge(world, actors, show);
    return { ...outcome, violations: [...unhandled, ...outcome.violations] };
  } finally {
    process.off('unhandledRejection', note);
    await world.close();
  }
}

async function prepare(world: World): Promise<void> {
  const admin = await world.person(-1, { siteAdmin: true });
  await defineMetadata(world, admin);
  await defineAssignments(world, admin);
  await defineJobs(world, admin);
}

async function judge(world: World, actors: readonly Actor[], show: (line: string) => void): Promise<Outcome> {
  await quiet(world);
  const ids = (await world.table.all()).flatMap(({ PK, SK }) =>
    PK.startsWith('SUB#') && SK === 'META' ? [PK.slice(4)] : [],
  );
  const open = await settle(world, ids);
  const found = open.map((id) => `a submission comes to rest: ${id} does not`);
  found.push(...violations(INVARIANTS, await aftermathOf(world, actors)));
  show('everything rests; deadlines pass');
  await passDeadlines(world);
  const late = await aftermathOf(world, actors);
  found.push(...violations({ ...INVARIANTS, ...AFTER_DEADLINES }, late).map((what) => `after the deadlines, ${what}`));
  show('retention passes');
  await passRetention(world);
  found.push(...unaccounted(await remainsOf(world)).map((what) => `an orphan: ${what}`));
  const ends: Record<string, number> = {};
  for (const { door, state } of late.submissions.values()) {
    ends[`${door} ${state}`] = (ends[`${door} ${state}`] ?? 0) + 1;
  }
  return { violations: found, faults: world.invocations.faults, ends, schedules: actors.length };
}

async function aftermathOf(world: World, actors: readonly Actor[]): Promise<Aftermath> {
  const all = await world.table.all();
  const rows = Map.groupBy(all, ({ PK }) => PK);
  const metas = all.filter(({ PK, SK }) => PK.startsWith('SUB#') && SK === 'META');
  return {
    promises: actors.flatMap(({ schedule, ledger }) => ledger.submissions.map((promised) => ({ schedule, promised }))),
    once: actors.flatMap(({ schedule, ledger }) => (ledger.once ? [{ schedule, ...ledger.once }] : [])),
    records: actors.flatMap(({ schedule, ledger }) =>
      [...ledger.records].map(([key, state]) => ({ schedule, key, state })),
    ),
    submissions: new Map(metas.map((row) => [String(row['id']), row])) as unknown as Aftermath['submissions'],
    rows: rows as Map<string, Row[]>,
    executions: await world.executions(),
    outcomes: world.recorder.outcomes,
    told: world.told,
    called: new Set(world.webhooks.received.map(({ body }) => (JSON.parse(body) as { event_id: string }).event_id)),
    mails: world.mails.length,
    jobs: world.recorder.jobs,
    released: await openBuckets().contents(RELEASES),
  };
}

async function remainsOf(world: World): Promise<Remains> {
  const buckets = openBuckets();
  const open = await Promise.all([UPLOADS, RELEASES, MIRROR].map((bucket) => buckets.uploads(bucket)));
  return {
    rows: await world.table.all(),
    uploads: await buckets.versions(UPLOADS),
    releases: await buckets.versions(RELEASES),
    mirror: await buckets.versions(MIRROR),
    open: open.flat(),
  };
}
