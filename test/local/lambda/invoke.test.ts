import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlatform, eventually, type Platform } from '../fixtures/platform.ts';
import { functionResources } from '../fixtures/stack.ts';

const code = `
let calls = 0;
const actions = {
  echo: (event, context) => ({ event, context, remaining: context.getRemainingTimeInMillis(), calls: ++calls, env: process.env }),
  nothing: () => undefined,
  throw: () => { throw new TypeError('bad input'); },
  throwText: () => { throw 'just text'; },
  wait: (event) => new Promise((resolve) => setTimeout(resolve, event.ms, 'waited')),
  hang: () => { for (;;); },
  large: (event) => 'x'.repeat(event.size),
  die: () => { setTimeout(() => { throw new Error('out of the blue'); }); return new Promise(() => {}); },
  exit: () => { process.exit(7); },
  log: () => { console.log(JSON.stringify({ level: 'INFO', message: 'plain' })); console.error(JSON.stringify({ level: 'ERROR', message: 'käputt', error: { name: 'E', message: 'why' } })); console.log('text'); },
};
export const handler = async (event, context) => actions[event.action](event, context);
`;

let platform: Platform;
beforeAll(() => {
  platform = createPlatform({
    resources: {
      ...functionResources('Main', {
        properties: { Timeout: 1, MemorySize: 256, Environment: { Variables: { TABLE: 'records' } } },
      }),
      ...functionResources('Single', { properties: { ReservedConcurrentExecutions: 1 } }),
      ...functionResources('Broken'),
      ...functionResources('Unexported', { properties: { Handler: 'index.main' } }),
    },
    code: { Main: code, Single: code, Broken: 'throw new Error("cannot start");', Unexported: code },
    lambda: { endpoints: () => ({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }) },
  });
});
afterAll(async () => {
  await platform.lambda.close();
  platform.remove();
});

const call = async (event: object, name = 'Test-Main') => {
  const { outcome, payload } = await platform.lambda.invoke(name, JSON.stringify(event));
  return { ok: outcome.ok, result: JSON.parse(payload) as Record<string, unknown> };
};

describe('a function', () => {
  it('gets the event, a context and exactly the environment of the template and the runtime', async () => {
    const { result } = await call({ action: 'echo', text: 'ä' });
    expect(result['event']).toEqual({ action: 'echo', text: 'ä' });
    expect(result['context']).toMatchObject({
      functionName: 'Test-Main',
      memoryLimitInMB: '256',
      functionVersion: '$LATEST',
    });
    expect(result['remaining']).toBeGreaterThan(500);
    expect(result['remaining']).toBeLessThanOrEqual(1000);
    const env = result['env'] as Record<string, string>;
    expect(env).toMatchObject({ TABLE: 'records', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' });
    expect(platform.callers.find(env['AWS_ACCESS_KEY_ID'] ?? '')?.name).toBe('Main');
    expect(Object.keys(env).filter((name) => !/^(AWS_|LAMBDA_TASK_ROOT$|TZ$|_HANDLER$|TABLE$)/.test(name))).toEqual([]);
  });

  it('is found by name, ARN and $LATEST', async () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:Test-Main';
    for (const reference of [arn, `${arn}:$LATEST`, '000000000000:function:Test-Main']) {
      expect((await call({ action: 'nothing' }, reference)).result).toBeNull();
    }
    await expect(call({}, 'Test-Other')).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
    await expect(call({}, 'Test-Main:3')).rejects.toMatchObject({ status: 404 });
  });

  it('runs several invocations at once', async () => {
    const began = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => call({ action: 'wait', ms: 300 })));
    expect(performance.now() - began).toBeLessThan(900);
  });

  it('reports what it threw', async () => {
    const thrown = await call({ action: 'throw' });
    expect(thrown).toMatchObject({ ok: false, result: { errorType: 'TypeError', errorMessage: 'bad input' } });
    expect(thrown.result['trace']).toContain('TypeError: bad input');
    expect((await call({ action: 'throwText' })).result).toEqual({ errorType: 'string', errorMessage: 'just text' });
  });

  it('reports that it could not be loaded, again at every call', async () => {
    for (const _ of [1, 2]) expect((await call({}, 'Test-Broken')).result['errorMessage']).toBe('cannot start');
    expect((await call({}, 'Test-Unexported')).result['errorMessage']).toContain('main is not exported');
  });

  it('logs lines of JSON and shows errors at the console', async () => {
    await call({ action: 'log' });
    const path = join(platform.directory, 'logs', 'Main.log');
    const lines = await eventually(() => {
      const all = readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      return all.some((line) => line['message'] === 'text') && all;
    });
    expect(lines).toContainEqual({ level: 'INFO', message: 'plain' });
    expect(lines).toContainEqual(expect.objectContaining({ type: 'platform.report' }));
    await eventually(() => platform.errors.includes('Main: käputt (E: why)'));
  });
});

describe('limits', () => {
  it('ends an invocation that takes too long, and lets others end', async () => {
    const other = call({ action: 'wait', ms: 900 });
    const late = await call({ action: 'wait', ms: 5000 });
    expect(late.result).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(late.result['errorMessage']).toMatch(/Task timed out after 1.00 seconds/);
    expect((await other).result).toBe('waited');
  });

  it('replaces a thread whose event loop is stuck', async () => {
    const before = (await call({ action: 'echo' })).result['calls'];
    const stuck = await call({ action: 'hang' });
    expect(stuck.result).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect((await call({ action: 'echo' })).result['calls']).toBe(1);
    expect(before).toBeGreaterThanOrEqual(1);
  });

  it('survives a function that crashes or exits', async () => {
    expect((await call({ action: 'die' })).result['errorMessage']).toBe('out of the blue');
    expect((await call({ action: 'exit' })).result['errorType']).toBe('Runtime.ExitError');
    expect((await call({ action: 'echo' })).ok).toBe(true);
  });

  it('refuses requests and responses over 6 MB', async () => {
    const six = 6 * 1024 * 1024;
    expect((await call({ action: 'large', size: six })).ok).toBe(true);
    expect((await call({ action: 'large', size: six + 200 })).result['errorType']).toBe(
      'Function.ResponseSizeTooLarge',
    );
    await expect(call({ action: 'nothing', filler: 'x'.repeat(six) })).rejects.toMatchObject({ status: 413 });
  });

  it('refuses more invocations than the template reserves', async () => {
    const first = call({ action: 'wait', ms: 200 }, 'Test-Single');
    await expect(call({ action: 'nothing' }, 'Test-Single')).rejects.toMatchObject({ status: 429 });
    expect((await first).ok).toBe(true);
    expect((await call({ action: 'nothing' }, 'Test-Single')).ok).toBe(true);
  });
});
