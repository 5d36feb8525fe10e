import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { setDue } from '../../adapters/dynamodb/step-store.ts';
import { eventIdOf } from '../../adapters/events/bus.ts';
import { isFinal } from '../../domain/submission/submission.ts';
import { type Operator, operatorOf } from '../service/operator.ts';
import { newGroup, newPerson } from '../service/people.ts';
import { type RunningService, startService } from '../service/running.ts';
import { type Actor, makeActor } from './actor.ts';
import { openBuckets } from './buckets.ts';
import { seeded } from './chance.ts';
import { openHttp } from './http.ts';
import { type Aftermath, INVARIANTS, violations } from './invariants.ts';
import { datameta, defineMetadata } from './schedules/datameta.ts';
import { defineAssignments, gateway } from './schedules/gateway.ts';
import { defineJobs, jobs } from './schedules/jobs.ts';
import { nemo } from './schedules/nemo.ts';
import type { Site } from './site.ts';
import { openTableReader } from './table-reader.ts';

export interface Killings {
  seed: number;
  kills: number;
  clients: number;
  show?: (line: string) => void;
}

/** Small shards and slices: there is much between two calls. */
const context = {
  ingest: { shardFiles: 2, sliceSeconds: 1 },
  multipart: { thresholdBytes: 6 * 1024 ** 2, partBytes: 5 * 1024 ** 2 },
  jobs: { lowFrom: 0, refuseFrom: 0 },
};
const DOORS = [nemo, datameta, gateway, jobs];
const LONGEST_LIFE_MS = 8000;
const REST_MS = 300_000;
const DELIVERY_MS = 240_000;

/** Kills the whole service at random moments while clients use all its doors, and looks at what is left. */
export async function killings({ seed, kills, clients, show = () => undefined }: Killings): Promise<{
  violations: string[];
  schedules: number;
  ends: Record<string, number>;
}> {
  let service = await startService({ context });
  const operator = operatorOf(service.directory);
  try {
    const site = await openSite(service, operator, clients);
    const actors: Actor[] = [];
    let isOver = false;
    let next = 0;
    const client = async () => {
      while (!isOver) {
        const schedule = next++;
        const actor = await makeActor(site, seed, schedule);
        actors.push(actor);
        await DOORS[schedule % DOORS.length]?.(actor);
      }
    };
    const working = Promise.all(Array.from({ length: clients }, client));
    const random = seeded(seed);
    for (let kill = 1; kill <= kills; kill++) {
      await pause(random() * LONGEST_LIFE_MS);
      await service.stop('SIGKILL');
      service = await startService({ context, before: service });
      show(`killed and started again, ${kill} of ${kills}; schedule ${next}`);
    }
    isOver = true;
    await working;
    const open = await rest(site, operator);
    const { aftermath, found } = await settled(site, operator, actors);
    const ends: Record<string, number> = {};
    for (const { door, state } of aftermath.submissions.values()) {
      ends[`${door} ${state}`] = (ends[`${door} ${state}`] ?? 0) + 1;
    }
    return {
      violations: [...open.map((id) => `a submission comes to rest: ${id} does not`), ...found],
      schedules: next,
      ends,
    };
  } finally {
    await service.stop();
    service.remove();
  }
}

/** People are made before anything is killed; a schedule is played by one of them. */
async function openSite(service: RunningService, operator: Operator, clients: number): Promise<Site> {
  const group = await newGroup(service);
  const people = await Promise.all(
    Array.from({ length: clients }, () => newPerson(service, group, { groupAdmin: true })),
  );
  const site: Site = {
    ...openHttp(service.url),
    table: openTableReader(tableName(operator), operator.client('DYNAMODB')),
    person: async (schedule) => people[schedule % people.length]?.token ?? '',
    group: { id: group, uuid: group },
    waitMs: () => 1000,
    // a start takes seconds, and minutes on a machine that does much else
    tries: 180,
  };
  for (const define of [defineMetadata, defineAssignments, defineJobs]) await define(site, service.token);
  return site;
}

const tableName = (operator: Operator): string => operator.nameOf('AWS::DynamoDB::GlobalTable', 'Table');

async function submissionsOf({ table }: Site) {
  const rows = await table.all();
  return rows.filter(
    ({ PK, SK }) => PK.startsWith('SUB#') && SK === 'META',
  ) as unknown as Aftermath['submissions'] extends ReadonlyMap<string, infer R> ? R[] : never;
}

/** Lets the sweeper look at everything until nothing is under way. @returns what never comes to rest */
async function rest(site: Site, operator: Operator): Promise<string[]> {
  const table = {
    client: DynamoDBDocumentClient.from(new DynamoDBClient(operator.client('DYNAMODB'))),
    name: tableName(operator),
  };
  for (const end = performance.now() + REST_MS; ; await pause(1000)) {
    const submissions = await submissionsOf(site);
    const working = submissions.filter(({ state, staging }) => !isFinal(state) && staging !== 'inputs');
    const open: string[] = [];
    for (const { id } of working) {
      const rows = await site.table.partition(`SUB#${id}`);
      if (!rows.some(({ SK }) => SK.startsWith('PENDING#')) || !rows.some(({ SK }) => SK === 'RUN')) open.push(id);
    }
    const untold = submissions.filter(({ dueKey, state, mediaDueAt }) => isFinal(state) && dueKey && !mediaDueAt);
    if (open.length === 0 && untold.length === 0) return [];
    if (performance.now() > end) return [...open, ...untold.map(({ id }) => id)];
    for (const { id } of working) await setDue(table, id, '2020-01-01T00:00:00Z');
    await operator.invoke('Sweeper');
  }
}

/** What does not hold, once mails and calls have had the time that Lambda takes for its tries: one minute, then two. */
async function settled(site: Site, operator: Operator, actors: readonly Actor[]) {
  for (const end = performance.now() + DELIVERY_MS; ; await pause(2000)) {
    const aftermath = await aftermathOf(site, operator, actors);
    const found = violations(INVARIANTS, aftermath);
    if (found.length === 0 || performance.now() > end) return { aftermath, found };
  }
}

async function aftermathOf(site: Site, operator: Operator, actors: readonly Actor[]): Promise<Aftermath> {
  const all = await site.table.all();
  const submissions = await submissionsOf(site);
  const releases = operator.nameOf('AWS::S3::Bucket', 'ReleaseBucket');
  return {
    promises: actors.flatMap(({ schedule, ledger }) => ledger.submissions.map((promised) => ({ schedule, promised }))),
    // people are shared by schedules here
    once: [],
    records: actors.flatMap(({ schedule, ledger }) =>
      [...ledger.records].map(([key, state]) => ({ schedule, key, state })),
    ),
    submissions: new Map(submissions.map((row) => [row.id, row])),
    rows: Map.groupBy(all, ({ PK }) => PK),
    executions: await operator.executionStates(),
    outcomes: new Map(),
    // what has been recorded must have been told, and delivered
    told: submissions.flatMap(({ id, steps }) =>
      Object.entries(steps).map(([step, { success, attempt = 1 }]) => {
        const eventId = eventIdOf(id, attempt, step, success ? 'success' : 'failure');
        return { type: 'StepEnded', eventId, submissionId: id, attempt, step, success };
      }),
    ),
    called: new Set(),
    jobs: [],
    released: await openBuckets(operator.client('S3')).contents(releases),
  };
}
