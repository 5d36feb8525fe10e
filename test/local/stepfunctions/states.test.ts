import { describe, expect, it } from 'vitest';
import { bench, FUNCTION, FunctionError, pass, task } from './harness.ts';

describe('Choice, Pass, Succeed and Fail', () => {
  const states = {
    Which: {
      Type: 'Choice',
      InputPath: '$.order',
      OutputPath: '$.kind',
      Choices: [
        { Variable: '$.kind', StringEquals: 'good', Next: 'Done' },
        { Variable: '$.kind', StringEquals: 'bad', Next: 'Bad' },
        { Variable: '$.kind', StringEquals: 'strange', Next: 'Strange' },
      ],
    },
    Done: { Type: 'Succeed' },
    Bad: { Type: 'Fail', Error: 'Order.Bad', Cause: 'it was bad' },
    Strange: { Type: 'Fail', ErrorPath: "States.Format('Order.{}', $)", CausePath: '$$.State.Name' },
  };

  it('takes the first rule that matches, and filters its input', async () => {
    const { machine, run } = await bench();
    await machine(states);
    expect(await run({ order: { kind: 'good' } })).toMatchObject({ status: 'SUCCEEDED', output: 'good' });
    expect(await run({ order: { kind: 'bad' } })).toMatchObject({ error: 'Order.Bad', cause: 'it was bad' });
    expect(await run({ order: { kind: 'strange' } })).toMatchObject({ error: 'Order.strange', cause: 'Strange' });
    expect(await run({ order: { kind: 'other' } })).toMatchObject({
      status: 'FAILED',
      error: 'States.NoChoiceMatched',
    });
  });

  it('has no error and no cause where a Fail names none', async () => {
    const { machine, run } = await bench();
    await machine({ No: { Type: 'Fail' } });
    expect(await run()).toMatchObject({ status: 'FAILED', error: undefined, cause: undefined });
  });

  it('stops a loop of states at 25,000 history events', async () => {
    const { machine, run } = await bench();
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Stop' }];
    const Choices = [{ Variable: '$.enough', IsPresent: true, Next: 'Done' }];
    const B = { Type: 'Choice', Choices, Default: 'A' };
    const Branches = [{ StartAt: 'A', States: { A: pass({ Next: 'B' }), B, Done: { Type: 'Succeed' } } }];
    await machine({ Forever: { Type: 'Parallel', Branches, Catch, End: true }, Stop: pass() });
    const { status, error, cause } = await run();
    expect([status, error]).toEqual(['FAILED', 'States.Runtime']);
    expect(cause).toContain('maximum number of history events (25000)');
  });
});

describe.concurrent('Wait', () => {
  it.each([
    ['Seconds', { Seconds: 1 }],
    ['SecondsPath', { SecondsPath: '$.seconds' }],
    ['TimestampPath', { TimestampPath: '$.moment' }],
  ])('waits for %s', async (_, fields) => {
    const { machine, run } = await bench();
    await machine({ W: { Type: 'Wait', ...fields, End: true } });
    const began = Date.now();
    const moment = new Date(began + 1000).toISOString();
    const { status, all } = await run({ seconds: 1, moment });
    expect(status).toBe('SUCCEEDED');
    expect((all.stopDate?.getTime() ?? 0) - began).toBeGreaterThanOrEqual(1000);
    expect((all.stopDate?.getTime() ?? 0) - began).toBeLessThan(5000);
  });

  it('goes on at once when the moment has passed', async () => {
    const { machine, run } = await bench();
    await machine({ W: { Type: 'Wait', Timestamp: '2001-01-01T00:00:00Z', End: true } });
    expect((await run()).status).toBe('SUCCEEDED');
  });

  it('fails on seconds that are none', async () => {
    const { machine, run } = await bench();
    await machine({ W: { Type: 'Wait', SecondsPath: '$.s', End: true } });
    expect(await run({ s: -1 })).toMatchObject({ error: 'States.Runtime' });
    expect(await run({ s: 'soon' })).toMatchObject({ error: 'States.Runtime' });
  });
});

describe('Map', () => {
  const map = (more: object, states: object = { Work: task({ OutputPath: '$.Payload' }) }) => ({
    Type: 'Map',
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: Object.keys(states)[0], States: states },
    ...('Next' in more ? {} : { End: true }),
    ...more,
  });

  it('keeps order, gives index, value, execution and the outer input to the items', async () => {
    const { machine, run } = await bench(async (item: { at: number }) => {
      await new Promise((resolve) => setTimeout(resolve, 30 - item.at * 10));
      return item;
    });
    const ItemSelector = { 'at.$': '$$.Map.Item.Index', 'is.$': '$$.Map.Item.Value', 'of.$': '$.name' };
    const Parameters = {
      FunctionName: FUNCTION,
      Payload: {
        'at.$': '$.at',
        'is.$': '$.is',
        'of.$': '$.of',
        'again.$': '$$.Map.Item.Value',
        'run.$': '$$.Execution.Input.name',
      },
    };
    const states = { Work: task({ Parameters, OutputPath: '$.Payload' }) };
    await machine({ M: map({ ItemsPath: '$.list', ItemSelector, ResultPath: '$.done' }, states) });
    const { output } = await run({ name: 'n', list: ['a', 'b', 'c'] });
    const item = (at: number, is: string) => ({ at, is, of: 'n', again: is, run: 'n' });
    expect(output).toEqual({ name: 'n', list: ['a', 'b', 'c'], done: [item(0, 'a'), item(1, 'b'), item(2, 'c')] });
  });

  it('runs 500 items, never more than MaxConcurrency at once', async () => {
    let now = 0;
    let most = 0;
    const { machine, run } = await bench(async (n: number) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return n * 2;
    });
    await machine({ M: map({ MaxConcurrency: 10 }) });
    const list = Array.from({ length: 500 }, (_, n) => n);
    const { output } = await run(list);
    expect(output).toEqual(list.map((n) => n * 2));
    expect(most).toBe(10);
  });

  it('runs 40 at once without MaxConcurrency, and as many as MaxConcurrencyPath says', async () => {
    let now = 0;
    let most = 0;
    const { machine, run } = await bench(async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
    });
    const list = Array.from({ length: 60 }, () => 0);
    await machine({ M: map({ ItemsPath: '$.list' }) });
    await run({ list });
    expect(most).toBe(40);
    most = 0;
    await machine({ M: map({ ItemsPath: '$.list', MaxConcurrencyPath: '$.n' }) });
    await run({ list, n: 3 });
    expect(most).toBe(3);
  });

  it('gives an empty list for an empty list, and fails on what is no list', async () => {
    const { machine, run } = await bench();
    await machine({ M: map({ ItemsPath: '$.list' }) });
    expect((await run({ list: [] })).output).toEqual([]);
    const { error, cause } = await run({ list: 'text' });
    expect(error).toBe('States.Runtime');
    expect(cause).toContain('Reference path "$.list" must point to array.');
  });

  it('fails with the first failing item, calls the others off and lets Catch have it', async () => {
    const aborted: number[] = [];
    const begun: number[] = [];
    const { machine, run } = await bench((n: number, { signal }) => {
      begun.push(n);
      if (n === 1) throw new FunctionError('Item.Bad', `item ${n}`);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(aborted.push(n))));
    });
    const Catch = [{ ErrorEquals: ['Item.Bad'], ResultPath: '$.error', Next: 'Caught' }];
    await machine({ M: map({ ItemsPath: '$.list', MaxConcurrency: 2, Catch }), Caught: pass() });
    const list = [0, 1, 2, 3];
    const Cause = '{"errorType":"Item.Bad","errorMessage":"item 1"}';
    expect((await run({ list })).output).toEqual({ list, error: { Error: 'Item.Bad', Cause } });
    expect([begun, aborted]).toEqual([[0, 1], [0]]);
  });

  it('begins anew on Retry', async () => {
    let calls = 0;
    const { machine, run } = await bench((n: number) => {
      calls += 1;
      if (calls === 2) throw new FunctionError('Once', 'only once');
      return n;
    });
    const Retry = [{ ErrorEquals: ['Once'], IntervalSeconds: 1, MaxAttempts: 1 }];
    await machine({ M: map({ MaxConcurrency: 1, Retry }) });
    expect((await run([7, 8])).output).toEqual([7, 8]);
    expect(calls).toBe(4);
  });

  it('nests', async () => {
    const { machine, run } = await bench();
    const inner = map({}, { P: pass({ Parameters: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index' } }) });
    await machine({ M: map({}, { Inner: inner }) });
    expect((await run([['a'], ['b', 'c']])).output).toEqual([
      [{ v: 'a', i: 0 }],
      [
        { v: 'b', i: 0 },
        { v: 'c', i: 1 },
      ],
    ]);
  });

  it('takes the older names Iterator and Parameters', async () => {
    const { machine, run } = await bench();
    const Iterator = { StartAt: 'P', States: { P: pass() } };
    await machine({ M: { Type: 'Map', Iterator, Parameters: { 'x.$': '$$.Map.Item.Value' }, End: true } });
    expect((await run([1])).output).toEqual([{ x: 1 }]);
  });

  it('a Succeed or Fail inside ends its iteration only, or the Map', async () => {
    const { machine, run } = await bench();
    const Choices = [{ Variable: '$', NumericEquals: 1, Next: 'Good' }];
    const states = {
      C: { Type: 'Choice', Choices, Default: 'Bad' },
      Good: { Type: 'Succeed' },
      Bad: { Type: 'Fail', Error: 'E' },
    };
    await machine({ M: map({ Next: 'After' }, states), After: pass({ Result: 'after' }) });
    expect((await run([1, 1])).output).toBe('after');
    expect(await run([1, 2])).toMatchObject({ status: 'FAILED', error: 'E' });
  });
});

describe('Parallel', () => {
  it('gives every branch the same input and keeps their order', async () => {
    const { machine, run } = await bench();
    const branch = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });
    const Branches = [branch({ A: task({ OutputPath: '$.Payload' }) }), branch({ B: pass({ Result: 'b' }) })];
    await machine({ P: { Type: 'Parallel', Parameters: { 'x.$': '$.a' }, Branches, ResultPath: '$.both', End: true } });
    expect((await run({ a: 1 })).output).toEqual({ a: 1, both: [{ x: 1 }, 'b'] });
  });

  it('fails with the branch that fails first', async () => {
    const { machine, run } = await bench(() => new Promise(() => {}));
    const Branches = [
      { StartAt: 'Long', States: { Long: task() } },
      { StartAt: 'No', States: { No: { Type: 'Fail', Error: 'No.Way', Cause: 'c' } } },
    ];
    const Catch = [{ ErrorEquals: ['No.Way'], Next: 'Caught' }];
    await machine({ P: { Type: 'Parallel', Branches, Catch, End: true }, Caught: pass() });
    expect((await run()).output).toEqual({ Error: 'No.Way', Cause: 'c' });
  });
});
