import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendTaskHeartbeatCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it, vi } from 'vitest';
import type { BusEvent } from '../../../local/aws/event.ts';
import {
  ARN,
  type Bench,
  type BenchOptions,
  bench,
  eventually,
  FunctionError,
  type Handler,
  pass,
  task,
  temporary,
  waitingTask,
} from './harness.ts';

const never: Handler = () => new Promise(() => {});

/** Ends the service as it stands and starts another on its folder. */
async function again(before: Bench, states: object, handler: Handler, options: BenchOptions = {}): Promise<Bench> {
  await before.service.close();
  const after = await bench(handler, { ...options, directory: before.directory });
  await after.machine(states);
  return after;
}

describe.concurrent('after a restart', () => {
  it('runs a Task that was under way again, and none that was done', async () => {
    const states = { A: task({ ResultPath: '$.a', Next: 'B' }), B: task({ ResultSelector: { 'b.$': '$.Payload' } }) };
    const calls: string[] = [];
    const first = await bench((payload: { a?: unknown }) => {
      calls.push(payload.a === undefined ? 'A' : 'B');
      return payload.a === undefined ? 1 : new Promise(() => {});
    });
    await first.machine(states);
    const arn = await first.start({ x: 1 });
    await eventually(() => expect(calls).toEqual(['A', 'B']));
    const second = await again(first, states, (payload: { a?: unknown }) => {
      calls.push(payload.a === undefined ? 'A again' : 'B again');
      return 'done';
    });
    expect((await second.ended(arn)).output).toEqual({ b: 'done' });
    expect(calls).toEqual(['A', 'B', 'B again']);
  });

  it('goes on waiting under the same token, without calling the function again', async () => {
    const states = { W: waitingTask() };
    const tokens: string[] = [];
    const first = await bench((payload: { token: string }) => void tokens.push(payload.token));
    await first.machine(states);
    const arn = await first.start();
    await eventually(async () => expect((await first.history(arn)).at(-1)?.type).toBe('TaskSubmitted'));
    const second = await again(first, states, () => void tokens.push('called again'));
    await second.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '"yes"' }));
    expect((await second.ended(arn)).output).toBe('yes');
    expect(tokens).toHaveLength(1);
  });

  it('calls a function again that had a token but had not answered; its token stays good', async () => {
    const states = { W: waitingTask() };
    const tokens: string[] = [];
    const first = await bench((payload: { token: string }) => {
      tokens.push(payload.token);
      return new Promise(() => {});
    });
    await first.machine(states);
    const arn = await first.start();
    await eventually(() => expect(tokens).toHaveLength(1));
    const second = await again(first, states, (payload: { token: string }) => void tokens.push(payload.token));
    await eventually(() => expect(tokens).toHaveLength(2));
    expect(tokens[1]).toBe(tokens[0]);
    await second.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '1' }));
    expect((await second.ended(arn)).output).toBe(1);
  });

  it('keeps what SendTaskSuccess was told, however soon the end came', async () => {
    const states = { W: waitingTask({ Next: 'T' }), T: task({ OutputPath: '$.Payload' }) };
    const tokens: string[] = [];
    const first = await bench((payload: { token?: string }) => {
      if (payload.token === undefined) return new Promise(() => {});
      return void tokens.push(payload.token);
    });
    await first.machine(states);
    const arn = await first.start();
    await eventually(() => expect(tokens).toHaveLength(1));
    await first.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '{"n":7}' }));
    const second = await again(first, states, (payload: unknown) => payload);
    expect((await second.ended(arn)).output).toEqual({ n: 7 });
    const late = second.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '1' }));
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('counts deadlines from when they began: timeouts, heartbeats and waits', async () => {
    const clock = { ahead: 0 };
    const now = () => new Date(Date.now() + clock.ahead);
    /** A branch whose state ends in `Late` when it fails. */
    const branch = (name: string, state: object) => {
      const { End: _, ...rest } = state as { End?: true };
      const guarded = { ...rest, Next: `${name}Ok`, Catch: [{ ErrorEquals: ['States.ALL'], Next: `${name}Late` }] };
      return { StartAt: name, States: { [name]: guarded, [`${name}Ok`]: pass(), [`${name}Late`]: pass() } };
    };
    const Branches = [
      branch('A', waitingTask({ TimeoutSeconds: 3600 })),
      branch('B', waitingTask({ TimeoutSeconds: 7200, HeartbeatSeconds: 1800 })),
      { StartAt: 'C', States: { C: { Type: 'Wait', Seconds: 3570, End: true } } },
    ];
    const states = { P: { Type: 'Parallel', Branches, End: true } };
    const tokens: string[] = [];
    const first = await bench((payload: { token: string }) => void tokens.push(payload.token), { now });
    await first.machine(states);
    const arn = await first.start();
    await eventually(() => expect(tokens).toHaveLength(2));
    clock.ahead = 1_750_000;
    await first.sfn.send(new SendTaskHeartbeatCommand({ taskToken: tokens[1] }));
    clock.ahead = 3_500_000;
    const second = await again(first, states, () => void tokens.push('called again'), { now });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await second.history(arn)).filter(({ type }) => type === 'TaskTimedOut')).toHaveLength(0);
    clock.ahead = 3_600_000;
    const late = { Error: 'States.Timeout', Cause: '' };
    expect((await second.ended(arn)).output).toEqual([late, late, {}]);
    expect(tokens).toHaveLength(2);
  });

  it('does not give a waiting Task that is run again more time than it had', async () => {
    const clock = { ahead: 0 };
    const now = () => new Date(Date.now() + clock.ahead);
    const states = { W: waitingTask({ TimeoutSeconds: 3600 }) };
    const first = await bench(never, { now });
    await first.machine(states);
    const arn = await first.start();
    await eventually(async () => expect((await first.history(arn)).at(-1)?.type).toBe('TaskStarted'));
    clock.ahead = 3_000_000;
    const second = await again(first, states, never, { now });
    await eventually(async () => expect((await second.history(arn)).length).toBe(6));
    clock.ahead = 3_601_000;
    expect(await second.ended(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('times out an execution whose time passed while nothing ran', async () => {
    const clock = { ahead: 0 };
    const now = () => new Date(Date.now() + clock.ahead);
    const first = await bench(never, { now });
    const states = { W: { Type: 'Wait', Seconds: 3600, End: true } };
    await first.machine(states, { TimeoutSeconds: 60 });
    const arn = await first.start();
    clock.ahead = 61_000;
    const second = await again(first, states, never, { now });
    expect((await second.ended(arn)).status).toBe('TIMED_OUT');
  });

  it('keeps the retries that were used and the moment of the next', async () => {
    const states = {
      T: task({ Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 1, MaxAttempts: 1 }] }),
    };
    const calls: number[] = [];
    const busy: Handler = () => {
      calls.push(Date.now());
      throw new FunctionError('Busy', 'later');
    };
    const first = await bench(busy);
    await first.machine(states);
    const arn = await first.start();
    await eventually(() => expect(calls).toHaveLength(1));
    await eventually(async () => expect((await first.history(arn)).at(-1)?.type).toBe('TaskFailed'));
    const second = await again(first, states, busy);
    expect(await second.ended(arn)).toMatchObject({ status: 'FAILED', error: 'Busy' });
    expect(calls).toHaveLength(2);
    expect((calls[1] as number) - (calls[0] as number)).toBeGreaterThanOrEqual(1990);
  });

  it('runs only the items of a Map that were not done', async () => {
    const ItemProcessor = { StartAt: 'T', States: { T: task({ OutputPath: '$.Payload' }) } };
    const states = { M: { Type: 'Map', MaxConcurrency: 3, ItemProcessor, End: true } };
    const firstCalls: number[] = [];
    const first = await bench((n: number) => {
      firstCalls.push(n);
      return n < 5 ? n * 10 : new Promise(() => {});
    });
    await first.machine(states);
    const arn = await first.start([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await eventually(() => expect(firstCalls).toHaveLength(8));
    const secondCalls: number[] = [];
    const second = await again(first, states, (n: number) => {
      secondCalls.push(n);
      return n * 10;
    });
    expect((await second.ended(arn)).output).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(secondCalls.toSorted((a, b) => a - b)).toEqual([5, 6, 7, 8, 9]);
  });

  it('ends running executions by the definition they began with', async () => {
    const first = await bench(never);
    await first.machine({ T: task({ ResultPath: null, Next: 'Old' }), Old: pass({ Result: 'old' }) });
    const arn = await first.start();
    await eventually(async () => expect((await first.history(arn)).at(-1)?.type).toBe('TaskStarted'));
    const second = await again(first, { New: pass({ Result: 'new' }) }, () => 1);
    expect((await second.ended(arn)).output).toBe('old');
    expect((await second.run()).output).toBe('new');
  });

  it('still describes and lists what has ended, and refuses its names', async () => {
    const first = await bench();
    await first.machine({ P: pass({ Next: 'Q' }), Q: pass() });
    const arn = await first.start({ a: 1 }, 'one');
    const ended = await first.ended(arn);
    const history = await first.history(arn);
    const second = await again(first, { P: pass() }, never);
    const { $metadata: _, ...before } = ended.all;
    expect((await second.ended(arn)).all).toMatchObject(before);
    expect(await second.history(arn)).toEqual(history);
    const reuse = second.sfn.send(new StartExecutionCommand({ stateMachineArn: ARN, name: 'one', input: '{"a":1}' }));
    await expect(reuse).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('cuts off what a killed process had half written', async () => {
    const states = { T: task({ OutputPath: '$.Payload' }) };
    const first = await bench(never);
    await first.machine(states);
    const arn = await first.start(1);
    await eventually(async () => expect((await first.history(arn)).at(-1)?.type).toBe('TaskStarted'));
    await first.service.close();
    const folder = join(first.directory, 'Flow');
    const [shard = ''] = readdirSync(join(folder, 'journals'));
    const [file = ''] = readdirSync(join(folder, 'journals', shard));
    const journal = join(folder, 'journals', shard, file);
    appendFileSync(journal, '{"t":"result","at":1,"f":"0","outp');
    appendFileSync(join(folder, 'executions.jsonl'), '{"k":"end","na');
    const second = await again(first, states, () => 'whole');
    expect((await second.ended(arn)).output).toBe('whole');
    for (const line of readFileSync(journal, 'utf8').trimEnd().split('\n'))
      expect(JSON.parse(line)).toHaveProperty('t');
  });

  it('says which journal is damaged instead of losing an execution', async () => {
    const first = await bench(never);
    await first.machine({ T: task() });
    await first.start(1, 'lost');
    await first.service.close();
    const folder = join(first.directory, 'Flow', 'journals');
    for (const shard of readdirSync(folder)) {
      for (const file of readdirSync(join(folder, shard))) writeFileSync(join(folder, shard, file), '');
    }
    await expect(again(first, { T: task() }, never)).rejects.toThrow(/execution:Flow:lost is missing or damaged/);
  });
});

describe('the event about an end', () => {
  it('tells every ending', async () => {
    const { machine, run, events } = await bench(() => {
      throw new FunctionError('Bad', 'x');
    });
    await machine({ P: pass({ Result: [1] }) });
    const good = await run({ a: 1 });
    await machine({ T: task() });
    const bad = await run({ a: 2 });
    await eventually(() => expect(events).toHaveLength(2));
    expect(events[0]).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      account: '000000000000',
      region: 'us-east-1',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      resources: [good.arn],
      detail: {
        executionArn: good.arn,
        stateMachineArn: ARN,
        name: good.all.name,
        status: 'SUCCEEDED',
        startDate: good.all.startDate?.getTime(),
        stopDate: good.all.stopDate?.getTime(),
        input: '{"a":1}',
        output: '[1]',
        inputDetails: { included: true },
        outputDetails: { included: true },
        error: null,
        cause: null,
      },
    });
    const Cause = '{"errorType":"Bad","errorMessage":"x"}';
    const detail = { executionArn: bad.arn, status: 'FAILED', output: null, error: 'Bad', cause: Cause };
    expect(events[1]?.detail).toMatchObject(detail);
  });

  it('is sent again until it is taken, also after a restart, with the same id', async () => {
    const refused: BusEvent[] = [];
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const first = await bench(undefined, {
      emit: (event) => {
        refused.push(event);
        return Promise.reject(new Error('the bus is down'));
      },
    });
    await first.machine({ P: pass() });
    await first.run();
    await eventually(() => expect(refused.length).toBeGreaterThan(1));
    expect(log).toHaveBeenCalledWith(expect.stringContaining('is sent again'), expect.any(Error));
    log.mockRestore();
    const second = await again(first, { P: pass() }, never);
    await eventually(() => expect(second.events).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(new Set([...refused, ...second.events].map(({ id }) => id)).size).toBe(1);
    const third = await again(second, { P: pass() }, never);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(third.events).toHaveLength(0);
  });
});

describe('an end that only the journal knows', () => {
  it('is found and told', async () => {
    const first = await bench();
    await first.machine({ P: pass() });
    const { arn, all } = await first.run();
    await eventually(() => expect(first.events).toHaveLength(1));
    await first.service.close();
    const catalogue = join(first.directory, 'Flow', 'executions.jsonl');
    const [started = ''] = readFileSync(catalogue, 'utf8').split('\n');
    writeFileSync(catalogue, `${started}\n`);
    const second = await again(first, { P: pass() }, never);
    expect((await second.ended(arn)).all).toMatchObject({ status: 'SUCCEEDED', stopDate: all.stopDate });
    await eventually(() => expect(second.events).toEqual(first.events));
  });
});

describe('folders', () => {
  it('belong to one machine', async () => {
    const directory = await temporary();
    const { service } = await bench(undefined, { directory });
    const options = { type: 'STANDARD' as const, name: 'Flow', definition: { StartAt: 'P', States: { P: pass() } } };
    await service.ensureStateMachine({ arn: ARN, ...options });
    await expect(service.ensureStateMachine({ arn: `${ARN}2`, ...options })).rejects.toThrow(/belongs to/);
    await expect(service.ensureStateMachine({ ...options, arn: ARN, name: '../x' })).rejects.toThrow(/use letters/);
  });
});
