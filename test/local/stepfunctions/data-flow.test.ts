import { describe, expect, it } from 'vitest';
import { bench, pass, task } from './harness.ts';

describe('what a state gets and gives', () => {
  it('goes through InputPath, Parameters, ResultSelector, ResultPath and OutputPath in that order', async () => {
    const { machine, run } = await bench((payload: { n: number }) => ({ twice: payload.n * 2, noise: 'x' }));
    await machine({
      Double: task({
        InputPath: '$.job',
        Parameters: { FunctionName: 'work', Payload: { 'n.$': '$.n', fixed: [1, { 'deep.$': '$.n' }] } },
        ResultSelector: { 'value.$': '$.Payload.twice', 'status.$': '$.StatusCode', 'version.$': '$.ExecutedVersion' },
        ResultPath: '$.job.result',
        OutputPath: '$.job',
      }),
    });
    const { output } = await run({ job: { n: 21, keep: true }, other: 1 });
    expect(output).toEqual({ n: 21, keep: true, result: { value: 42, status: 200, version: '$LATEST' } });
  });

  it('fails the execution when a path names nothing, and nothing catches that', async () => {
    const { machine, run } = await bench();
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const Parameters = { FunctionName: 'work', Payload: { 'v.$': '$.b' } };
    await machine({ T: task({ Parameters, Catch, Retry: [{ ErrorEquals: ['States.ALL'] }] }), Caught: pass() });
    const { status, error, cause } = await run({ a: 1 });
    expect([status, error]).toEqual(['FAILED', 'States.Runtime']);
    expect(cause).toBe(
      "An error occurred while executing the state 'T' (entered at the event id #2). The JSONPath '$.b' specified for " +
        `the field 'v.$' could not be found in the input '{"a":1}'`,
    );
  });

  it('fails a ResultPath that has something else in its way, and lets Catch have it', async () => {
    const { machine, run } = await bench();
    const Catch = [{ ErrorEquals: ['States.ResultPathMatchFailure'], ResultPath: null, Next: 'Caught' }];
    await machine({ T: task({ ResultPath: '$.a.b', Catch }), Caught: pass() });
    expect((await run({ a: 'text' })).output).toEqual({ a: 'text' });
  });

  it('gives the context object', async () => {
    const { machine, run } = await bench();
    await machine({ P: pass({ Parameters: { 'all.$': '$$' } }) });
    const { arn, all, output } = await run({ x: 1 });
    const { Execution, State, StateMachine } = (output as { all: Record<string, Record<string, string>> }).all;
    expect(Execution).toMatchObject({ Id: arn, Name: all.name, Input: { x: 1 }, RedriveCount: 0 });
    expect(new Date(Execution?.['StartTime'] as string)).toEqual(all.startDate);
    expect(Execution?.['StartTime']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(State).toMatchObject({ Name: 'P', RetryCount: 0 });
    expect(StateMachine).toEqual({ Id: all.stateMachineArn, Name: 'Flow' });
  });
});

describe('the payload quota', () => {
  it('lets 262,144 bytes through and no more', async () => {
    const { machine, run } = await bench();
    await machine({ P: pass({ Parameters: { 'x.$': "States.Format('{}{}{}', $.x, $.x, $.more)" } }) });
    // {"x":""} and twice 65,534 letters of two bytes each
    const x = 'é'.repeat(65_534);
    expect((await run({ x, more: '' })).status).toBe('SUCCEEDED');
    expect(await run({ x, more: '!' })).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('lets States.ALL catch an answer that is too big, as AWS does', async () => {
    const { machine, run } = await bench(() => 'a'.repeat(262_144));
    await machine({ T: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }), Caught: pass() });
    expect((await run()).output).toMatchObject({ Error: 'States.DataLimitExceeded' });
  });

  it('does not let States.ALL catch a state output that is too big', async () => {
    const { machine, run } = await bench(() => 'a'.repeat(200_000));
    const states = (name: string) => ({
      T: task({ ResultPath: '$.r', Catch: [{ ErrorEquals: [name], ResultPath: null, Next: 'Caught' }] }),
      Caught: pass({ Result: 'caught' }),
    });
    await machine(states('States.ALL'));
    expect(await run({ x: 'a'.repeat(100_000) })).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
    await machine(states('States.DataLimitExceeded'));
    expect(await run({ x: 'a'.repeat(100_000) })).toMatchObject({ status: 'SUCCEEDED', output: 'caught' });
  });
});
