import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IngestBench, sample, startBench } from '../ingest/bench.ts';

let bench: IngestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.functions.close());

/** Step Functions says that an execution has ended badly. */
const ended = (name: string, status = 'FAILED') =>
  bench.functions.run('events/execution-ended.ts', { detail: { name, status } });

describe('the event about an execution that has ended', () => {
  it('closes the submission that it ran for, and tells of it under one id', async () => {
    const id = await bench.submit(sample('a.csv'));
    await ended(`${id}-1`, 'TIMED_OUT');
    await ended(`${id}-1`, 'TIMED_OUT');
    const { state, errorMessage } = await bench.read(id);
    expect([state, errorMessage]).toEqual([
      'failed',
      expect.stringContaining('an internal error (Execution TIMED_OUT)'),
    ]);
    const [told, ...again] = bench.toldOf(id, 'manifest_validated');
    expect(told).toMatchObject({ success: false, attempt: 1 });
    expect(again).toEqual([told]);
  });

  it('tells what the execution itself could not tell any more', async () => {
    const id = await bench.submit(sample('a.csv'));
    bench.bus.isDown = true;
    const failure = { submissionId: id, attempt: 1, error: { Error: 'TypeError' } };
    await expect(bench.functions.run('ingest/record-failure.ts', failure)).rejects.toThrow();
    bench.bus.isDown = false;
    const recorded = (await bench.read(id)).errorMessage;
    expect(recorded).toContain('an internal error (TypeError)');
    await ended(`${id}-1`);
    expect(bench.toldOf(id, 'manifest_validated')).toHaveLength(1);
    expect((await bench.read(id)).errorMessage).toBe(recorded);
  });

  it.each([
    ['an old attempt', async (id: string) => bench.change(id, 'redrive'), 'running'],
    ['a cancelled submission', async () => {}, 'cancelled'],
  ] as const)('of %s changes nothing', async (_what, before, state) => {
    const id = await bench.submit(sample('a.csv'));
    await bench.change(id, 'cancel');
    await before(id);
    const [kept, told] = [await bench.rows(id), bench.told.length];
    await ended(`${id}-1`, 'ABORTED');
    expect(await bench.rows(id)).toEqual(kept);
    expect(bench.told).toHaveLength(told);
    expect((await bench.read(id)).state).toBe(state);
  });

  it('of an execution without a submission is nothing', async () => {
    await ended('zzzzzzz-1');
    expect(await bench.rows('zzzzzzz')).toEqual([]);
  });
});
