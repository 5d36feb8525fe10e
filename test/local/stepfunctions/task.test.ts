import { describe, expect, it, vi } from 'vitest';
import { bench, caller, eventually, FUNCTION, FunctionError, pass, task } from './harness.ts';

describe('lambda:invoke', () => {
  it('wraps the answer as the integration does', async () => {
    const { machine, run } = await bench(() => ({ ok: true }));
    await machine({ T: task() });
    expect((await run()).output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { ok: true },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200 },
      SdkResponseMetadata: { RequestId: expect.any(String) },
    });
  });

  it('calls by ARN, by name and by a path, and an answer of nothing is null', async () => {
    const arns: string[] = [];
    const { machine, run } = await bench((_, { arn }) => void arns.push(arn));
    await machine({
      A: task({ Parameters: { FunctionName: FUNCTION }, ResultPath: '$.a', Next: 'B' }),
      B: task({ Parameters: { FunctionName: 'work' }, ResultPath: '$.b', Next: 'C' }),
      C: task({ Parameters: { 'FunctionName.$': '$.name' }, OutputPath: '$.Payload' }),
    });
    expect((await run({ name: FUNCTION })).output).toBeNull();
    expect(arns).toEqual([FUNCTION, FUNCTION, FUNCTION]);
  });

  it('gives the function an empty object without Payload, null for null, and a copy of anything else', async () => {
    const seen: unknown[] = [];
    const { machine, run } = await bench((payload: { a?: number[] } | null) => {
      seen.push(structuredClone(payload));
      payload?.a?.push(2);
    });
    await machine({
      A: task({ Parameters: { FunctionName: 'work' }, ResultPath: null, Next: 'B' }),
      B: task({ Parameters: { FunctionName: 'work', Payload: null }, ResultPath: null, Next: 'C' }),
      C: task({ ResultPath: null }),
    });
    expect((await run({ a: [1] })).output).toEqual({ a: [1] });
    expect(seen).toEqual([{}, null, { a: [1] }]);
  });

  it('fails with the errorType of the function and its error as JSON', async () => {
    const { machine, run } = await bench(() => {
      throw new FunctionError('OrderError', 'no "such" order');
    });
    await machine({ T: task() });
    const { status, error, cause } = await run();
    expect([status, error]).toEqual(['FAILED', 'OrderError']);
    expect(JSON.parse(cause ?? '')).toEqual({ errorType: 'OrderError', errorMessage: 'no "such" order' });
  });

  it('fails with the service error when the call itself fails', async () => {
    const { machine, run } = await bench((kind: string) => {
      throw Object.assign(new Error('gone'), { name: kind });
    });
    await machine({ T: task() });
    const notFound = { error: 'Lambda.ResourceNotFoundException', cause: 'gone' };
    expect(await run('ResourceNotFoundException')).toMatchObject(notFound);
    expect(await run('TypeError')).toMatchObject({ error: 'Lambda.SdkClientException', cause: 'gone' });
  });

  it('calls with the permissions of the role of the machine', async () => {
    const asked: string[] = [];
    const role = caller('FlowRole', (action, resource) => {
      asked.push(`${action} ${resource}`);
      return resource === FUNCTION;
    });
    const calls = vi.fn();
    const { machine, run } = await bench(calls, { role });
    await machine({ T: task({ Parameters: { 'FunctionName.$': '$.name' } }) });
    expect((await run({ name: 'work' })).status).toBe('SUCCEEDED');
    const refused = await run({ name: 'other' });
    expect(refused.error).toBe('Lambda.AWSLambdaException');
    expect(refused.cause).toMatch(/FlowRole is not authorized to perform: lambda:InvokeFunction on resource: .*:other/);
    expect(asked).toEqual([`lambda:InvokeFunction ${FUNCTION}`, expect.stringContaining('lambda:InvokeFunction')]);
    expect(calls).toHaveBeenCalledTimes(1);
  });
});

describe.concurrent('Retry and Catch', () => {
  it('retries by error name with the given delays, then catches the error into ResultPath', async () => {
    const times: number[] = [];
    const { machine, run } = await bench(() => {
      times.push(Date.now());
      throw new FunctionError('Busy', 'later');
    });
    await machine({
      T: task({
        Retry: [
          { ErrorEquals: ['Other'], MaxAttempts: 9 },
          { ErrorEquals: ['Busy'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2, MaxDelaySeconds: 1 },
        ],
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Wrong' },
          { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Caught' },
        ],
      }),
      Wrong: pass({ Result: 'wrong' }),
      Caught: pass(),
    });
    const { output } = await run({ a: 1 });
    const Cause = '{"errorType":"Busy","errorMessage":"later"}';
    expect(output).toEqual({ a: 1, error: { Error: 'Busy', Cause } });
    expect(times).toHaveLength(3);
    for (const [index, time] of times.slice(1).entries()) {
      expect(time - (times[index] as number)).toBeGreaterThanOrEqual(990);
      expect(time - (times[index] as number)).toBeLessThan(5000);
    }
  });

  it('counts retries in the context object', async () => {
    const counts: number[] = [];
    const { machine, run } = await bench((payload: { n: number }) => {
      counts.push(payload.n);
      if (payload.n === 0) throw new FunctionError('Busy', 'later');
    });
    const Parameters = { FunctionName: FUNCTION, Payload: { 'n.$': '$$.State.RetryCount' } };
    await machine({ T: task({ Parameters, Retry: [{ ErrorEquals: ['States.TaskFailed'] }] }) });
    expect((await run()).status).toBe('SUCCEEDED');
    expect(counts).toEqual([0, 1]);
  });

  it('begins the counts again when the state is entered again', async () => {
    let calls = 0;
    const { machine, run } = await bench(() => {
      calls += 1;
      throw new FunctionError('Busy', 'later');
    });
    const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 1, IntervalSeconds: 1 }];
    const Catch = [{ ErrorEquals: ['Busy'], ResultPath: '$.error', Next: 'Again' }];
    await machine({
      T: task({ Retry, Catch }),
      Again: {
        Type: 'Choice',
        Choices: [{ Variable: '$.second', IsPresent: true, Next: 'End' }],
        Default: 'Mark',
      },
      Mark: pass({ Result: true, ResultPath: '$.second', Next: 'T' }),
      End: pass(),
    });
    expect((await run({})).status).toBe('SUCCEEDED');
    expect(calls).toBe(4);
  });
});

describe.concurrent('timeouts', () => {
  it('ends a Task with States.Timeout and no cause, and tells the function', async () => {
    let told = false;
    const { machine, run } = await bench((_, { signal }) => {
      signal.addEventListener('abort', () => {
        told = true;
      });
      return new Promise(() => {});
    });
    const Catch = [
      { ErrorEquals: ['States.TaskFailed', 'States.HeartbeatTimeout'], Next: 'Wrong' },
      { ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'Caught' },
    ];
    await machine({
      T: task({ TimeoutSecondsPath: '$.limit', Catch }),
      Wrong: pass({ Result: 'wrong' }),
      Caught: pass(),
    });
    expect((await run({ limit: 1 })).output).toEqual({ limit: 1, error: { Error: 'States.Timeout', Cause: '' } });
    expect(told).toBe(true);
  });

  it('does not take 30 days, nor three years, for no time', async () => {
    const { machine, run } = await bench(() => new Promise((resolve) => setTimeout(resolve, 300, 'slow')));
    await machine({
      A: task({ TimeoutSeconds: 2_592_000, OutputPath: '$.Payload', Next: 'B' }),
      B: task({ TimeoutSecondsPath: '$$.Execution.Input', OutputPath: '$.Payload' }),
    });
    expect((await run(99_999_999)).output).toBe('slow');
  });

  it('refuses seconds from a path that are not a whole number from 1 to 99,999,999', async () => {
    const { machine, run } = await bench();
    await machine({ T: task({ TimeoutSecondsPath: '$.limit' }) });
    for (const limit of [0, 1.5, '5', 100_000_000, null]) {
      expect(await run({ limit })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    }
  });

  it('ends the whole execution by its own TimeoutSeconds, without error and cause', async () => {
    const { machine, run, events } = await bench();
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const Branches = [{ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, End: true } } }];
    await machine({ P: { Type: 'Parallel', Branches, Catch, End: true }, Caught: pass() }, { TimeoutSeconds: 1 });
    const { status, error, cause, all } = await run();
    expect([status, error, cause]).toEqual(['TIMED_OUT', undefined, undefined]);
    const took = (all.stopDate?.getTime() ?? 0) - (all.startDate?.getTime() ?? 0);
    expect(took).toBeGreaterThanOrEqual(1000);
    expect(took).toBeLessThan(5000);
    await eventually(() => expect(events).toMatchObject([{ detail: { status: 'TIMED_OUT' } }]));
  });
});
