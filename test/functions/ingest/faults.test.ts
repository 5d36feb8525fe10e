import { setTimeout as pause } from 'node:timers/promises';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import type { SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import { eventIdOf } from '../../../adapters/events/bus.ts';
import { endedSteps, isFinal, STEPS } from '../../../domain/submission/submission.ts';
import { routes as nemoRoutes } from '../../../functions/nemo/routes.ts';
import { routes as submissionRoutes } from '../../../functions/submissions/routes.ts';
import { routes as uploadRoutes } from '../../../functions/uploads/routes.ts';
import { csvFile, form, manifestOf, put, type SampleFile, type Target } from '../../service/submitting.ts';
import { ask, type Door } from '../in-process.ts';
import { type Chaos, startChaos } from './chaos.ts';

const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 2 ** 31);
const SCHEDULES = Number(process.env['FAULT_SCHEDULES'] ?? 30);
const AT_ONCE = 30;
const PATIENCE_MS = 20_000;
/** Only a machine that does many other things needs so long. */
const SETTLING_MS = 150_000;

let chaos: Chaos;
let token: string;
let doors: Record<'nemo' | 'uploads' | 'submissions', Door>;

beforeAll(async () => {
  chaos = await startChaos(SEED);
  token = await chaos.functions.tokenFor('submitter', { siteAdmin: true });
  const door = async (entry: string, routes: Door['routes']) => ({
    handler: await chaos.functions.load(entry),
    routes,
  });
  doors = {
    nemo: await door('nemo/index.ts', nemoRoutes),
    uploads: await door('uploads/index.ts', uploadRoutes),
    submissions: await door('submissions/index.ts', submissionRoutes),
  };
  chaos.rage();
});
afterAll(() => chaos.functions.close());

/** A client that does not give up at once; undefined where it has. */
async function insist<T>(act: () => Promise<T>, times = 5): Promise<T | undefined> {
  for (let tries = 0; tries < times; tries++) {
    try {
      return await act();
    } catch {
      await pause(chaos.random() * 50);
    }
  }
  return undefined;
}

interface Fate {
  id: string;
  files: SampleFile[];
  /** all of them were sent, and S3 said that it has them */
  sent: boolean;
}

/** What one submitter does: hands in, sends files (not always all), sometimes cancels, sometimes has it redriven. */
async function submitter(n: number): Promise<Fate | undefined> {
  const files = Array.from({ length: 1 + Math.floor(chaos.random() * 5) }, (_, f) => csvFile(`f${n}-${f}.csv`));
  if (chaos.random() < 0.1) files[0] = { ...(files[0] as SampleFile), type: 'fastq' };
  const id = await insist(async () => {
    const access = chaos.random() < 0.5 ? 'open' : 'controlled';
    const answer = await ask<{ id: string }>(doors.nemo, 'POST /api/submission', {
      token,
      form: form(manifestOf(files, access)),
    });
    return answer.id;
  });
  if (id === undefined) return undefined;
  await until(id, (row) => row.steps.manifest_validated !== undefined || isFinal(row.state));
  const leftOut = chaos.random() < 0.15 ? 1 : 0;
  const sent = await send(id, files.slice(leftOut));
  const change = (what: string) => ask(doors.submissions, `POST /api/v1/submissions/${id}/${what}`, { token });
  if (chaos.random() < 0.1) await insist(() => change('cancel'), 2);
  const row = await until(id, ({ state }) => isFinal(state), 2000);
  if (row.state !== 'running' && chaos.random() < 0.5) await insist(() => change('redrive'), 3);
  return { id, files, sent: sent && leftOut === 0 };
}

async function send(id: string, files: readonly SampleFile[]): Promise<boolean> {
  if (files.length === 0) return true;
  const json = { files: files.map(({ name, bytes }) => ({ name, size: bytes.length })) };
  const announced = await insist(() =>
    ask<{ files: Target[] }>(doors.uploads, `POST /api/v1/submissions/${id}/uploads`, { token, json }),
  );
  if (announced === undefined) return false;
  for (const [index, target] of announced.files.entries()) {
    const answer = await put(target, files[index]?.bytes as Buffer);
    await answer.arrayBuffer();
    expect(answer.status).toBe(200);
  }
  if (chaos.random() < 0.5) {
    const names = { names: files.map(({ name }) => name) };
    await insist(() => ask(doors.uploads, `POST /api/v1/submissions/${id}/uploads/confirm`, { token, json: names }), 2);
  }
  return true;
}

/** Looks until the record is as wanted, or patience is at an end. */
async function until(id: string, wanted: (row: SubmissionRow) => boolean, ms = PATIENCE_MS): Promise<SubmissionRow> {
  const end = Date.now() + ms;
  for (;;) {
    const row = await chaos.read(id);
    if (wanted(row) || Date.now() > end) return row;
    await pause(150);
  }
}

/** It waits for files, and somebody will see them arrive. */
async function isWaiting(id: string): Promise<boolean> {
  const rows = await chaos.rows(id);
  return rows.some(({ SK }) => String(SK).startsWith('PENDING#')) && rows.some(({ SK }) => SK === 'RUN');
}

/** It has ended, and so has its execution; or it waits, and its execution with it. */
async function isSettled(id: string, executions: ReadonlyMap<string, string>): Promise<boolean> {
  const { state, attempt } = await chaos.read(id);
  const runs = executions.get(`${id}-${attempt}`) === 'RUNNING';
  return isFinal(state) ? !runs : runs && isWaiting(id);
}

/** Sweeps until every submission is settled, and another sweep changes nothing. @returns those that never are */
async function settle(ids: readonly string[]): Promise<string[]> {
  const end = Date.now() + SETTLING_MS + ids.length * 1000;
  let before = '';
  for (;;) {
    await chaos.sweep(ids);
    await chaos.idle();
    await pause(200);
    const executions = await chaos.executions();
    const settled = await Promise.all(ids.map((id) => isSettled(id, executions)));
    const steps = await Promise.all(ids.map(async (id) => (await chaos.read(id)).steps));
    const now = JSON.stringify([steps, ...executions]);
    const open = ids.filter((_, index) => !settled[index]);
    if ((open.length === 0 && now === before) || Date.now() > end) return open;
    before = now;
  }
}

it(`loses nothing and hangs nowhere, whatever fails (seed ${SEED})`, {
  timeout: 60_000 + SCHEDULES * 8_000,
}, async () => {
  const fates: Fate[] = [];
  for (let n = 0; n < SCHEDULES; n += AT_ONCE) {
    const some = await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, SCHEDULES - n) }, (_, i) => submitter(n + i)),
    );
    fates.push(...some.filter((fate) => fate !== undefined));
  }
  expect(fates.length).toBeGreaterThan(SCHEDULES * 0.8);
  expect(Object.values(chaos.faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(SCHEDULES);
  chaos.calm();
  const ids = fates.map(({ id }) => id);
  expect(await settle(ids)).toEqual([]);

  const executions = await chaos.executions();
  const ends: Record<string, number> = {};
  for (const fate of fates) {
    const row = await chaos.read(fate.id);
    ends[row.state] = (ends[row.state] ?? 0) + 1;
    await checkRecord(fate, row);
    checkExecutions(row, executions);
    checkTold(row);
  }
  await checkOrdinals(await Promise.all(ids.map((id) => chaos.read(id))));
  expect(ends['succeeded']).toBeGreaterThan(SCHEDULES / 4);
});

/** Steps end in their order, and what was sent and acknowledged is not waited for. */
async function checkRecord({ id, sent, files }: Fate, row: SubmissionRow): Promise<void> {
  const steps = endedSteps(row);
  expect(steps.map(({ name }) => name)).toEqual(STEPS.slice(0, steps.length));
  expect(steps.slice(0, -1).every(({ success }) => success)).toBe(true);
  expect(steps.at(-1)?.success ?? true).toBe(row.state === 'succeeded' || row.state === 'running');
  if (row.state === 'running') expect([id, sent]).toEqual([id, false]);
  if (row.state !== 'succeeded') return;
  expect(steps).toHaveLength(STEPS.length);
  const released = (await chaos.rows(id)).filter(({ SK }) => String(SK).startsWith('FILE#'));
  expect(released.map(({ name }) => name)).toEqual(files.map(({ name }) => name).toSorted());
  for (const file of released) expect(file).toMatchObject({ state: 'released', identifier: expect.any(String) });
}

/**
 * An execution for every attempt and for nothing else; none, where it was cancelled before it could be started; and none
 * at work for what has ended.
 */
function checkExecutions({ id, attempt, state }: SubmissionRow, executions: ReadonlyMap<string, string>): void {
  const mine = [...executions.keys()].filter((name) => name.startsWith(`${id}-`));
  const attempts = Array.from({ length: attempt }, (_, n) => `${id}-${n + 1}`);
  expect(attempts).toEqual(expect.arrayContaining(mine));
  if (state !== 'cancelled') expect(mine).toContain(attempts.at(-1));
  const running = mine.filter((name) => executions.get(name) === 'RUNNING');
  expect(running).toEqual(state === 'running' ? attempts.slice(-1) : []);
}

/** Every outcome was told, under one id, and no step of an attempt as both success and failure. */
function checkTold(row: SubmissionRow): void {
  const mine = chaos.told.filter(({ submissionId, step }) => submissionId === row.id && step !== undefined);
  for (const [step, { success, attempt = 0 }] of Object.entries(row.steps)) {
    const id = eventIdOf(row.id, attempt, step, success ? 'success' : 'failure');

    expect(mine.map(({ eventId }) => eventId)).toContain(id);
  }
  const meanings = Map.groupBy(mine, ({ attempt, step }) => `${attempt} ${step}`);
  for (const tellings of meanings.values()) expect(new Set(tellings.map(({ eventId }) => eventId)).size).toBe(1);
}

/** The submitter's list has no holes, and knows its length. */
async function checkOrdinals(rows: readonly SubmissionRow[]): Promise<void> {
  const { table } = chaos.functions.local;
  const Key = keys.user(rows[0]?.submitterId ?? '');
  const user = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
  const numbers = rows.map(({ ownNo }) => ownNo as number);
  expect(new Set(numbers).size).toBe(numbers.length);
  // those that nobody was told of have their place, too
  expect(Math.max(...numbers)).toBeLessThanOrEqual(user.Item?.['ownCount'] as number);
}
