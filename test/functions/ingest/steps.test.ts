import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventIdOf } from '../../../adapters/events/bus.ts';
import { STEPS, type StepName } from '../../../domain/submission/submission.ts';
import { type IngestBench, sample, startBench } from './bench.ts';

let bench: IngestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.functions.close());

const files = sample('a.csv', 'b.csv', 'c.csv');

/** Everything before a step has happened. */
async function upTo(step: StepName): Promise<string> {
  const id = await bench.submit(files);
  for (const before of STEPS.slice(0, STEPS.indexOf(step))) {
    await bench.step(id, before);
    if (before === 'manifest_validated') await bench.upload(id, files);
    if (before === 'upload_complete') await bench.confirm(id, files);
  }
  // the wait for uploads ends by itself where all files are there already
  if (step === 'upload_complete') await bench.confirm(id, files);
  return id;
}

/** Nobody reads what the others answer. */
const answerOf = (step: StepName) =>
  ['upload_complete', 'portal_release'].includes(step) ? undefined : { step, more: false, shards: [], tasks: [] };

describe.each(STEPS)('%s', (step) => {
  it('invoked twice at once, and again later, records once and tells of the same', async () => {
    const id = await upTo(step);
    expect((await bench.read(id)).steps[step]).toBeUndefined();
    const both = await Promise.all([bench.step(id, step), bench.step(id, step)]);
    expect(both).toEqual([answerOf(step), answerOf(step)]);
    const recorded = await bench.read(id);
    expect(recorded.steps[step]).toMatchObject({ success: true });
    const kept = await bench.rows(id);
    expect(await bench.step(id, step)).toEqual(answerOf(step));
    expect(await bench.rows(id)).toEqual(kept);
    const told = bench.toldOf(id, step);
    expect(new Set(told.map(({ eventId }) => eventId))).toEqual(new Set([eventIdOf(id, 1, step, 'success')]));
    expect(told.length).toBeGreaterThan(1);
  });

  it('that dies between its record and its event tells when it is run again', async () => {
    const id = await upTo(step);
    bench.bus.isDown = true;
    await expect(bench.step(id, step)).rejects.toThrow('events:PutEvents');
    bench.bus.isDown = false;
    const recorded = (await bench.read(id)).steps[step];
    expect(recorded).toMatchObject({ success: true });
    expect(bench.toldOf(id, step)).toEqual([]);
    expect(await bench.step(id, step)).toEqual(answerOf(step));
    expect(bench.toldOf(id, step)).toEqual([
      { eventId: eventIdOf(id, 1, step, 'success'), submissionId: id, attempt: 1, step, success: true },
    ]);
    expect((await bench.read(id)).steps[step]).toEqual(recorded);
  });

  it('of an old attempt changes nothing and tells nothing', async () => {
    const id = await upTo(step);
    const afterQc = STEPS.indexOf(step) > STEPS.indexOf('qc_complete');
    if (afterQc) await fail(id);
    else await bench.change(id, 'cancel');
    await bench.change(id, 'redrive');
    const [kept, told] = [await bench.rows(id), bench.told.length];
    await expect(bench.step(id, step, { attempt: 1 })).rejects.toMatchObject({ name: 'SubmissionClosed' });
    expect(await bench.rows(id)).toEqual(kept);
    expect(bench.told).toHaveLength(told);
    expect(await bench.step(id, step)).toEqual(answerOf(step));
    expect((await bench.read(id)).steps[step]).toMatchObject({ success: true, attempt: 2 });
  });
});

it.each(['https_release', 'gcp_release', 'portal_release'] as const)(
  '%s waits for what the step before has left',
  async (step) => {
    const id = await upTo(step);
    const kept = await bench.rows(id);
    const work = { step: 'qc_complete', more: true, shards: [3, 4], tasks: ['a'] };
    await expect(bench.step(id, step, { work })).rejects.toMatchObject({ name: 'WorkRemains' });
    expect(await bench.rows(id)).toEqual(kept);
    await bench.step(id, step, { work: { ...work, more: false } });
    expect((await bench.read(id)).steps[step]).toMatchObject({ success: true });
  },
);

/** The step that the submission is at breaks for good. */
const fail = (id: string, attempt = 1) =>
  bench.functions.run('ingest/record-failure.ts', { submissionId: id, attempt, error: { Error: 'TypeError' } });

describe('a step that has been recorded', () => {
  it('is told of under the id of its own attempt, also by a redrive', async () => {
    const id = await upTo('qc_complete');
    await fail(id);
    await bench.change(id, 'redrive');
    await bench.step(id, 'manifest_validated');
    const ids = bench.toldOf(id, 'manifest_validated').map(({ eventId, attempt }) => [eventId, attempt]);
    expect(ids.length).toBe(2);
    expect(ids).toEqual(ids.map(() => [eventIdOf(id, 1, 'manifest_validated', 'success'), 1]));
  });

  it('as failed is told again with the same id, and closes the execution', async () => {
    const id = await bench.submit([{ ...files[0], md5: 'none' } as never]);
    await expect(bench.step(id, 'manifest_validated')).rejects.toMatchObject({ name: 'StepFailed' });
    const kept = await bench.rows(id);
    await expect(bench.step(id, 'manifest_validated')).rejects.toMatchObject({ name: 'StepFailed' });
    expect(await bench.rows(id)).toEqual(kept);
    const ids = bench.toldOf(id, 'manifest_validated').map(({ eventId }) => eventId);
    expect(ids).toEqual([ids[0], ids[0]]);
  });
});

describe('recording a failure', () => {
  it('that dies before its event tells of it when it is tried again', async () => {
    const id = await upTo('https_release');
    bench.bus.isDown = true;
    await expect(fail(id)).rejects.toThrow('events:PutEvents');
    bench.bus.isDown = false;
    expect(await bench.read(id)).toMatchObject({ state: 'failed', dueKey: 'DUE' });
    await fail(id);
    const eventId = eventIdOf(id, 1, 'https_release', 'failure');
    const told = { eventId, submissionId: id, attempt: 1, step: 'https_release', success: false };
    expect(bench.toldOf(id, 'https_release')).toEqual([told]);
    expect((await bench.read(id)).dueKey).toBeUndefined();
    await fail(id);
    expect(bench.toldOf(id, 'https_release')).toEqual([told, told]);
  });

  it.each(STEPS)('tells of %s, which was recorded by a function that could tell nobody', async (step) => {
    const id = await upTo(step);
    bench.bus.isDown = true;
    await expect(bench.step(id, step)).rejects.toThrow('events:PutEvents');
    bench.bus.isDown = false;
    await fail(id);
    expect(bench.toldOf(id, step)).toMatchObject([{ eventId: eventIdOf(id, 1, step, 'success'), success: true }]);
    const isLast = step === STEPS.at(-1);
    expect((await bench.read(id)).state).toBe(isLast ? 'succeeded' : 'failed');
  });

  it('of the upload’s deadline names what is missing, unless all has come at the last moment', async () => {
    const late = (id: string) =>
      bench.functions.run('ingest/record-failure.ts', {
        submissionId: id,
        attempt: 1,
        step: 'upload_complete',
        error: { Error: 'States.Timeout' },
      });
    const id = await upTo('upload_complete');
    await late(id);
    expect(await bench.read(id)).toMatchObject({ state: 'running', steps: { upload_complete: { success: true } } });
    await late(id);
    expect((await bench.read(id)).state).toBe('running');

    const missing = await bench.submit(files);
    await bench.step(missing, 'manifest_validated');
    await late(missing);
    const { state, steps } = await bench.read(missing);
    expect([state, steps.upload_complete?.success]).toEqual(['failed', false]);
    expect(steps.upload_complete?.msg).toContain('Missing: a.csv, b.csv, c.csv.');
  });
});

describe('the wait for uploads', () => {
  it('is none where all files are there: nobody is left to be woken', async () => {
    const id = await bench.submit(files);
    await bench.step(id, 'manifest_validated');
    await bench.upload(id, files);
    await bench.confirm(id, files);
    await bench.step(id, 'upload_complete');
    expect((await bench.read(id)).steps.upload_complete).toMatchObject({ success: true });
    expect(await bench.status(`${id}-1`)).toBe('SUCCEEDED');
    expect((await bench.rows(id)).filter((row) => (row as { SK: string }).SK === 'RUN')).toEqual([]);
  });

  it('keeps the token of the last try, whichever comes last', async () => {
    const id = await bench.submit(files);
    await bench.step(id, 'manifest_validated');
    const run = async () => (await bench.rows(id)).find((row) => (row as { SK: string }).SK === 'RUN');
    await bench.step(id, 'upload_complete', { taskToken: 'second', retry: 1 });
    const since = (await run()) as { waitingSince: string };
    await bench.step(id, 'upload_complete', { taskToken: 'first', retry: 0 });
    expect(await run()).toEqual(since);
    await bench.step(id, 'upload_complete', { taskToken: 'third', retry: 2 });
    expect(await run()).toMatchObject({ taskToken: 'third', waitingSince: since.waitingSince });
  });

  it('ends when the last file arrives, wakes the execution, and is marked as done with', async () => {
    const id = await bench.submit(files);
    await bench.step(id, 'manifest_validated');
    await bench.step(id, 'upload_complete');
    await bench.upload(id, files);
    await bench.confirm(id, files.slice(0, 2));
    expect((await bench.read(id)).steps.upload_complete).toBeUndefined();
    expect(await bench.status(`${id}-1`)).toBe('RUNNING');
    await Promise.all([bench.confirm(id, files), bench.confirm(id, files)]);
    expect((await bench.read(id)).steps.upload_complete).toMatchObject({ success: true });
    expect(await bench.status(`${id}-1`)).toBe('SUCCEEDED');
    expect(await bench.rows(id)).toContainEqual(expect.objectContaining({ SK: 'RUN', wokenAt: expect.any(String) }));
    const told = bench.toldOf(id, 'upload_complete').length;
    await bench.confirm(id, files);
    expect(bench.toldOf(id, 'upload_complete')).toHaveLength(told);
  });
});
