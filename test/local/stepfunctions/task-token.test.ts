import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { bench, eventually, FunctionError, pass, task, waitingTask } from './harness.ts';

/** A function that notes the tokens it is given. */
function collector() {
  const tokens: string[] = [];
  const handler = (payload: { token: string }) => void tokens.push(payload.token);
  return { tokens, handler, given: (count: number) => eventually(() => expect(tokens).toHaveLength(count)) };
}

describe.concurrent('waiting for a token', () => {
  it('goes on with what SendTaskSuccess brings, without any wrapping', async () => {
    const { tokens, handler, given } = collector();
    const { machine, start, ended, sfn } = await bench(handler);
    await machine({ W: waitingTask({ ResultPath: '$.reply' }) });
    const arn = await start({ a: 1 });
    await given(1);
    await sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '{"files":3}' }));
    expect((await ended(arn)).output).toEqual({ a: 1, reply: { files: 3 } });
  });

  it('takes the token while the function still runs, and lets it finish', async () => {
    let aborted = false;
    let finished = false;
    const { machine, run, sfn } = await bench(async (payload: { token: string }, { signal }) => {
      await sfn.send(new SendTaskSuccessCommand({ taskToken: payload.token, output: '1' }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      aborted = signal.aborted;
      finished = true;
    });
    await machine({ W: waitingTask() });
    expect((await run()).output).toBe(1);
    await eventually(() => expect(finished).toBe(true));
    expect(aborted).toBe(false);
  });

  it('gives SendTaskFailure to Retry and Catch, each attempt with a token of its own', async () => {
    const { tokens, handler, given } = collector();
    const { machine, start, ended, sfn } = await bench(handler);
    const Retry = [{ ErrorEquals: ['Upload.Odd'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const Catch = [{ ErrorEquals: ['Upload.Odd'], ResultPath: '$.error', Next: 'Caught' }];
    await machine({ W: waitingTask({ Retry, Catch }), Caught: pass() });
    const arn = await start({ a: 1 });
    await given(1);
    const failure = { error: 'Upload.Odd', cause: 'short' };
    await sfn.send(new SendTaskFailureCommand({ taskToken: tokens[0], ...failure }));
    await eventually(() => expect(tokens).toHaveLength(2));
    expect(tokens[1]).not.toBe(tokens[0]);
    const old = sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '1' }));
    await expect(old).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await sfn.send(new SendTaskFailureCommand({ taskToken: tokens[1], ...failure }));
    expect((await ended(arn)).output).toEqual({ a: 1, error: { Error: 'Upload.Odd', Cause: 'short' } });
  });

  it('fails when the function fails, although a token is out', async () => {
    const { machine, run } = await bench(() => {
      throw new FunctionError('NotToday', 'no');
    });
    await machine({ W: waitingTask() });
    expect(await run()).toMatchObject({ status: 'FAILED', error: 'NotToday' });
  });

  it('does not go on because the function has answered, nor after 30 days at once', async () => {
    const { handler, given } = collector();
    const { machine, start, sfn, history } = await bench(handler);
    await machine({ W: waitingTask({ TimeoutSecondsPath: '$.limit' }) });
    const arn = await start({ limit: 2_592_000 });
    await given(1);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect((await history(arn)).at(-1)?.type).toBe('TaskSubmitted');
    expect(sfn).toBeDefined();
  });

  it('does time out after 30 days', async () => {
    const clock = { ahead: 0 };
    const { handler, tokens, given } = collector();
    const { machine, start, ended, sfn } = await bench(handler, { now: () => new Date(Date.now() + clock.ahead) });
    await machine({ W: waitingTask({ TimeoutSeconds: 2_592_000 }) });
    const arn = await start();
    await given(1);
    clock.ahead = 2_591_990_000;
    await new Promise((resolve) => setTimeout(resolve, 1100));
    clock.ahead = 2_592_000_000;
    const { status, error, all } = await ended(arn);
    expect([status, error]).toEqual(['FAILED', 'States.Timeout']);
    expect((all.stopDate?.getTime() ?? 0) - (all.startDate?.getTime() ?? 0)).toBeGreaterThanOrEqual(2_592_000_000);
    const late = sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '1' }));
    await expect(late).rejects.toMatchObject({
      name: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
  });

  it('lives on heartbeats, and dies of States.Timeout without them', async () => {
    const { tokens, handler, given } = collector();
    const { machine, start, ended, sfn } = await bench(handler);
    const Catch = [
      { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
      { ErrorEquals: ['States.HeartbeatTimeout'], ResultPath: '$.error', Next: 'Caught' },
    ];
    const states = { Wrong: pass({ Result: 'wrong' }), Caught: pass() };
    await machine({ W: waitingTask({ TimeoutSeconds: 60, HeartbeatSecondsPath: '$.beat', Catch }), ...states });
    const began = Date.now();
    const arn = await start({ beat: 1 });
    await given(1);
    for (let beat = 0; beat < 3; beat += 1) {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await sfn.send(new SendTaskHeartbeatCommand({ taskToken: tokens[0] }));
    }
    expect((await ended(arn)).output).toEqual({ beat: 1, error: { Error: 'States.Timeout', Cause: '' } });
    expect(Date.now() - began).toBeGreaterThanOrEqual(2700);
    const late = sfn.send(new SendTaskHeartbeatCommand({ taskToken: tokens[0] }));
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('works for many items of a Map beside each other', async () => {
    const { tokens, handler, given } = collector();
    const { machine, start, ended, sfn } = await bench(handler);
    const ItemProcessor = { StartAt: 'W', States: { W: waitingTask() } };
    await machine({ M: { Type: 'Map', ItemProcessor, End: true } });
    const arn = await start([0, 1, 2, 3]);
    await given(4);
    await sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '0' }));
    const twice = sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '1' }));
    await expect(twice).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await Promise.all(
      [1, 2, 3].map((at) => sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[at], output: `${at * 10}` }))),
    );
    expect((await ended(arn)).output).toEqual([0, 10, 20, 30]);
  });
});

describe.concurrent('what SendTask* refuses', () => {
  it('knows tokens that it never issued, tasks that have ended and executions that are not there', async () => {
    const { tokens, handler, given } = collector();
    const { machine, start, ended, sfn, service } = await bench(handler);
    await machine({ W: waitingTask() });
    const arn = await start();
    await given(1);
    const [token = ''] = tokens;
    const send = (taskToken: string, output = '1') => sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
    await expect(send(`${token.slice(0, -2)}AA`)).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(send('nonsense')).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(send(token, '{')).rejects.toMatchObject({ name: 'InvalidOutput' });
    await expect(send(token, JSON.stringify('é'.repeat(131_072)))).rejects.toMatchObject({ name: 'InvalidOutput' });
    await send(token);
    expect((await ended(arn)).status).toBe('SUCCEEDED');
    await expect(send(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('does not know the executions of another place', async () => {
    const { tokens, handler, given } = collector();
    const first = await bench(handler);
    await first.machine({ W: waitingTask() });
    await first.start();
    await given(1);
    const second = await bench();
    await second.machine({ T: task() });
    const sent = second.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '1' }));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});
