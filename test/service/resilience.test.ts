import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../domain/submission/submission.ts';
import { type Caller, until } from './client.ts';
import { operatorOf } from './operator.ts';
import { newGroup, newPerson, type Person } from './people.ts';
import { type RunningService, startService } from './running.ts';
import {
  announce,
  csvFile,
  ended,
  manifestOf,
  type NemoSubmission,
  put,
  read,
  type SampleFile,
  stepEnded,
  submit,
  type Target,
  upload,
} from './submitting.ts';

/** One file per shard: each step of a submission of many files is many invocations long. */
const context = { ingest: { shardFiles: 1, sliceSeconds: 1 } };
const LONG = { timeout: 600_000 };
const PATIENCE_SECONDS = 240;

let service: RunningService;
let person: Person;

beforeAll(async () => {
  service = await startService({ context });
  person = await newPerson(service, await newGroup(service));
}, LONG.timeout);
afterAll(async () => {
  await service.stop();
  service.remove();
}, LONG.timeout);

/** Ends the process in the middle of whatever it does, and starts it again on the same folder and port. */
async function restart(signal: NodeJS.Signals): Promise<number | null> {
  const code = await service.stop(signal);
  service = await startService({ context, before: service });
  return code;
}

const files = (count: number): SampleFile[] => Array.from({ length: count }, (_, n) => csvFile(`part-${n}.csv`));
const names = (submission: NemoSubmission): string[] => submission.steps.map(({ name }) => name);

/** A submission whose manifest has been checked. */
async function accepted(by: Caller, contents: readonly SampleFile[]): Promise<string> {
  const id = await submit(by, manifestOf(contents));
  await stepEnded(by, id, 'manifest_validated', PATIENCE_SECONDS);
  return id;
}

const reach = (id: string, step: string): Promise<NemoSubmission> => stepEnded(person, id, step, PATIENCE_SECONDS);

/** Hands in manifests until the service is gone; gives the ids that were acknowledged. */
async function submitUntilGone(by: Caller, contents: SampleFile): Promise<string[]> {
  const ids: string[] = [];
  try {
    for (;;) ids.push(await submit(by, manifestOf([contents])));
  } catch {
    return ids;
  }
}

async function succeeds(id: string, before?: NemoSubmission): Promise<void> {
  const after = await ended(person, id, PATIENCE_SECONDS);
  expect(after.steps.map(({ name, success }) => [name, success])).toEqual(STEPS.map((step) => [step, true]));
  // a step that was recorded before is not recorded again
  if (before) expect(after.steps.slice(0, before.steps.length)).toEqual(before.steps);
}

interface Waiting {
  id: string;
  contents: SampleFile[];
  /** got before the process is killed, used after */
  late: { target: Target; bytes: Buffer }[];
}

/** Three files are announced, one of them arrives. */
async function startWaiting(): Promise<Waiting> {
  const contents = files(3);
  const id = await accepted(person, contents);
  const targets = await announce(person, id, contents);
  const [first, ...late] = targets.map((target, n) => ({ target, bytes: contents[n]?.bytes as Buffer }));
  expect((await put(first?.target as Target, first?.bytes as Buffer)).status).toBe(200);
  return { id, contents, late };
}

async function finishWaiting({ id, late }: Waiting, before: NemoSubmission): Promise<void> {
  expect(names(await read(person, id))).toEqual(['manifest_validated']);
  for (const { target, bytes } of late) expect((await put(target, bytes)).status).toBe(200);
  await succeeds(id, before);
}

describe('a process that is killed in the middle of everything', LONG, () => {
  it('loses nothing that it has acknowledged, and finishes what it began', async () => {
    const waiting = await startWaiting();
    const [many, some] = [files(60), files(16)];
    const [releasing, checking] = [await accepted(person, many), await accepted(person, some)];
    await upload(person, releasing, many);
    await upload(person, checking, some.slice(1));
    await reach(releasing, 'qc_complete');
    await upload(person, checking, some.slice(0, 1));
    await reach(checking, 'upload_complete');

    const single = csvFile('single.csv');
    const acknowledged = submitUntilGone(person, single);
    const before = await Promise.all([waiting.id, checking, releasing].map((id) => read(person, id)));
    await until(
      'some submissions',
      () => operatorOf(service.directory).executions(),
      (all) => all.length > 5,
      60,
    );
    expect(await restart('SIGKILL')).toBeNull();

    expect(before.map(({ complete }) => complete)).toEqual([false, false, false]);
    expect(before[1]?.steps.length).toBeLessThan(5);
    const ids = await acknowledged;
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) {
      expect((await reach(id, 'manifest_validated')).steps[0]?.success).toBe(true);
      await upload(person, id, [single]);
    }
    await finishWaiting(waiting, before[0] as NemoSubmission);
    await succeeds(checking, before[1]);
    await succeeds(releasing, before[2]);
    for (const id of ids) await succeeds(id);
    const all = [waiting.id, checking, releasing, ...ids];
    await toldOf(all);
    await ranOnce(all);
  });
});

describe('a process that is told to stop', LONG, () => {
  it('stops in good order, and the next one goes on', async () => {
    const contents = files(12);
    const id = await accepted(person, contents);
    await upload(person, id, contents);
    const before = await reach(id, 'upload_complete');
    expect(before.complete).toBe(false);
    expect(await restart('SIGTERM')).toBe(0);
    await succeeds(id, before);
    await ranOnce([id]);
  });
});

/** Everybody got the mail with the receipt. */
async function toldOf(ids: readonly string[]): Promise<void> {
  const folder = join(service.directory, 'mail');
  const missing = async () => {
    const mails = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    return ids.filter((id) => !mails.some((mail) => mail.includes(`submission ${id} is complete`)));
  };
  await until('the receipts', missing, (ids) => ids.length === 0, PATIENCE_SECONDS);
}

async function ranOnce(ids: readonly string[]): Promise<void> {
  const executions = await operatorOf(service.directory).executions();
  expect(executions.filter((name) => ids.some((id) => name.startsWith(id))).toSorted()).toEqual(
    ids.map((id) => `${id}-1`).toSorted(),
  );
}
