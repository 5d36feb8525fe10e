import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { recordStep } from '../../../adapters/dynamodb/step-store.ts';
import { eventIdOf } from '../../../adapters/events/bus.ts';
import { executionName, timestamp } from '../../../domain/submission/submission.ts';
import { type IngestBench, sample, startBench } from '../ingest/bench.ts';

let bench: IngestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.functions.close());

const files = sample('a.csv', 'b.csv');

/** A submission whose execution waits for its files. */
async function waiting(): Promise<string> {
  const id = await bench.submit(files);
  await bench.step(id, 'manifest_validated');
  await bench.step(id, 'upload_complete');
  return id;
}

async function sweep(id: string): Promise<void> {
  await bench.due(id);
  await bench.sweep();
}

const execution = (id: string, attempt = 1) => bench.status(executionName({ id, attempt }));
const stop = (id: string) => {
  const machine = process.env['STATE_MACHINE_ARN'] ?? '';
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${id}-1`;
  return bench.client.send(new StopExecutionCommand({ executionArn }));
};
/** Since when the execution waits. */
const began = (id: string, waitingSince: string) =>
  bench.functions.local.table.client.send(
    new UpdateCommand({
      TableName: bench.functions.local.table.name,
      Key: keys.run(id),
      UpdateExpression: 'SET waitingSince = :since',
      ExpressionAttributeValues: { ':since': waitingSince },
    }),
  );
const record = (id: string, ends?: 'failed', attempt = 1) =>
  recordStep(bench.functions.local.table, {
    id,
    attempt,
    step: 'upload_complete',
    outcome: { success: ends === undefined, date: timestamp(new Date()), msg: 'as the test says' },
    dueAt: '2020-01-01T00:00:00Z',
    ...(ends && { ends }),
  });

describe('the sweeper', () => {
  it('starts an execution that was never started, once', async () => {
    const id = await bench.submit(files);
    // another attempt, of which nobody has told the state machine
    await bench.change(id, 'cancel');
    bench.states.isDown = true;
    await bench.change(id, 'redrive');
    bench.states.isDown = false;
    await expect(execution(id, 2)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    await sweep(id);
    expect(await execution(id, 2)).toBe('RUNNING');
    await sweep(id);
    expect((await bench.read(id)).state).toBe('running');
  });

  it('closes a submission whose execution is gone, and tells of it', async () => {
    const id = await waiting();
    await stop(id);
    await sweep(id);
    const { state, steps, dueKey } = await bench.read(id);
    expect([state, steps.upload_complete?.success, dueKey]).toEqual(['failed', false, undefined]);
    expect(steps.upload_complete?.msg).toContain('an internal error (Execution ABORTED)');
    expect(bench.toldOf(id, 'upload_complete')).toHaveLength(1);
  });

  it('wakes an execution whose step was recorded by somebody who died then', async () => {
    const id = await waiting();
    await record(id);
    expect(await execution(id)).toBe('RUNNING');
    await sweep(id);
    expect(await execution(id)).toBe('SUCCEEDED');
    const told = [expect.objectContaining({ eventId: eventIdOf(id, 1, 'upload_complete', 'success') })];
    expect(bench.toldOf(id, 'upload_complete')).toEqual(told);
  });

  it('finishes an upload whose last arrival was recorded by somebody who died then', async () => {
    const id = await waiting();
    await bench.upload(id, files);
    bench.bus.isDown = true;
    bench.states.isDown = true;
    await expect(bench.confirm(id, files)).rejects.toThrow();
    bench.bus.isDown = false;
    bench.states.isDown = false;
    expect(await execution(id)).toBe('RUNNING');
    await sweep(id);
    expect(await execution(id)).toBe('SUCCEEDED');
    expect((await bench.read(id)).steps.upload_complete).toMatchObject({ success: true });
    expect(new Set(bench.toldOf(id, 'upload_complete').map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('notices files that are in the bucket although nobody was told', async () => {
    const id = await waiting();
    await bench.upload(id, files.slice(0, 1));
    await sweep(id);
    const pending = async () =>
      (await bench.rows(id)).filter((row) => (row as { SK: string }).SK.startsWith('PENDING#'));
    expect(await pending()).toEqual([expect.objectContaining({ SK: 'PENDING#b.csv' })]);
    await bench.upload(id, files.slice(1));
    await sweep(id);
    expect(await pending()).toEqual([]);
    expect(await execution(id)).toBe('SUCCEEDED');
    expect((await bench.read(id)).steps.upload_complete).toMatchObject({ success: true });
  });

  it('reminds once, when it is time, and leaves a submission alone that is in order', async () => {
    const id = await waiting();
    const reminders = () =>
      bench.told.filter(({ type, detail }) => type === 'ReminderDue' && detail.submissionId === id);
    await sweep(id);
    expect(reminders()).toHaveLength(0);
    const { dueAt = '' } = await bench.read(id);
    const minutes = (Date.parse(dueAt) - Date.now()) / 60_000;
    expect([minutes > 8, minutes < 11]).toEqual([true, true]);
    await began(id, '2020-01-01T00:00:00Z');
    await sweep(id);
    await sweep(id);
    expect(reminders()).toHaveLength(1);
    expect((await bench.read(id)).state).toBe('running');
  });

  it('stops the execution of a submission whose cancelling broke off, and tells of it', async () => {
    const id = await waiting();
    bench.states.isDown = true;
    await bench.change(id, 'cancel');
    bench.states.isDown = false;
    expect([(await bench.read(id)).state, await execution(id)]).toEqual(['cancelled', 'RUNNING']);
    expect(bench.toldOf(id, 'upload_complete')).toEqual([]);
    await bench.sweep();
    expect(await execution(id)).toBe('ABORTED');
    expect(bench.toldOf(id, 'upload_complete')).toMatchObject([{ success: false }]);
    await bench.sweep();
    expect(bench.toldOf(id, 'upload_complete')).toHaveLength(1);
    expect((await bench.read(id)).dueKey).toBeUndefined();
  });

  it('is not needed where a submission is redriven whose cancelling broke off', async () => {
    const id = await waiting();
    bench.states.isDown = true;
    await bench.change(id, 'cancel');
    bench.states.isDown = false;
    expect(await execution(id)).toBe('RUNNING');
    await bench.change(id, 'redrive');
    expect([await execution(id), await execution(id, 2)]).toEqual(['ABORTED', 'RUNNING']);
    expect(bench.toldOf(id, 'upload_complete')).toMatchObject([{ success: false, attempt: 1 }]);
  });

  it('tells of a failure that nobody was told of', async () => {
    const id = await waiting();
    await record(id, 'failed');
    await bench.sweep();
    await bench.sweep();
    expect(bench.toldOf(id, 'upload_complete')).toMatchObject([{ success: false, attempt: 1 }]);
  });

  it('does not let one submission that it cannot deal with keep it from the others, and complains', async () => {
    const [broken, sound] = [await waiting(), await waiting()];
    await began(broken, 'never');
    await stop(sound);
    await bench.due(broken);
    await bench.due(sound);
    await expect(bench.sweep()).rejects.toThrow('1 of 2 submissions could not be swept');
    expect((await bench.read(sound)).state).toBe('failed');
    await began(broken, timestamp(new Date()));
  });
});
