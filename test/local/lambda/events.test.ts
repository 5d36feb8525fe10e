import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createPlatform, eventually, type Platform } from '../fixtures/platform.ts';
import { functionResources } from '../fixtures/stack.ts';

// Appends every event to a file, so that a test sees what arrived also across restarts; fails as often as told.
const code = (failures: number): string => `
import { appendFileSync } from 'node:fs';
let left = ${failures};
export const handler = async (event) => {
  appendFileSync(new URL('../../record', import.meta.url), JSON.stringify(event) + '\\n');
  if (left-- > 0) throw new Error('not yet');
};`;

const queueArn = { 'Fn::GetAtt': ['Failed', 'Arn'] };
const platforms: Platform[] = [];
afterEach(async () => {
  for (const { lambda } of platforms) await lambda.close();
  platforms.at(-1)?.remove();
  platforms.length = 0;
});

function platform(
  failures: number,
  options: { directory?: string; retries?: number; retryDelaysMs?: number[] } = {},
): Platform {
  const made = createPlatform({
    resources: {
      Failed: { Type: 'AWS::SQS::Queue' },
      ...functionResources('Listener', {
        statements: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn }],
      }),
      Config: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Listener' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: options.retries ?? 2,
          DestinationConfig: { OnFailure: { Destination: queueArn } },
        },
      },
    },
    code: { Listener: code(failures) },
    lambda: { retryDelaysMs: options.retryDelaysMs ?? [20, 20] },
    ...(options.directory === undefined ? {} : { directory: options.directory }),
  });
  platforms.push(made);
  return made;
}

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:Test-Listener';
const lines = (path: string): unknown[] => {
  try {
    return readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  } catch {
    return [];
  }
};
const received = ({ directory }: Platform): unknown[] => lines(join(directory, 'record'));
const waiting = ({ directory }: Platform): number => readdirSync(join(directory, 'lambda-events')).length;

describe('events that nobody waits for', () => {
  it('are retried twice, then sent to the failure queue', async () => {
    const local = platform(3);
    local.lambda.start();
    local.lambda.send(arn, '{"n":1}');
    await eventually(() => received(local).length === 3);
    const [dead] = await eventually(() => {
      const found = lines(join(local.directory, 'dead-letters', 'Test-Failed.jsonl'));
      return found.length > 0 && found;
    });
    expect(dead).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3, functionArn: arn },
      requestPayload: { n: 1 },
      responsePayload: { errorMessage: 'not yet' },
    });
    expect(waiting(local)).toBe(0);
    expect(local.errors.some((line) => line.includes('given up after 3 attempts'))).toBe(true);
  });

  it('stop being retried as soon as they succeed', async () => {
    const local = platform(1);
    local.lambda.start();
    local.lambda.send(arn, '{"n":1}');
    await eventually(() => received(local).length === 2 && waiting(local) === 0);
    expect(lines(join(local.directory, 'dead-letters', 'Test-Failed.jsonl'))).toEqual([]);
  });

  it('take the number of retries from the template', async () => {
    const local = platform(9, { retries: 0 });
    local.lambda.start();
    local.lambda.send(arn, '{"n":1}');
    await eventually(() => waiting(local) === 0);
    expect(received(local)).toHaveLength(1);
  });

  it('survive a restart, before their first attempt and between two', async () => {
    const first = platform(1, { retryDelaysMs: [60_000] });
    first.lambda.send(arn, '{"n":1}');
    expect(waiting(first)).toBe(1);
    first.lambda.start();
    await eventually(() => received(first).length === 1);
    await first.lambda.close();
    expect(waiting(first)).toBe(1);

    const second = platform(0, { directory: first.directory });
    second.lambda.send(arn, '{"n":2}');
    await second.lambda.close();
    expect(received(second)).toHaveLength(1);

    // The first event waits for its minute; the second was never tried.
    const third = platform(0, { directory: first.directory });
    third.lambda.start();
    await eventually(() => received(third).length === 2);
    expect(received(third)).toEqual([{ n: 1 }, { n: 2 }]);
    await eventually(() => waiting(third) === 1);
  });

  it('that take longer than the stop waits are kept, and not counted as failed', async () => {
    const local = createPlatform({
      resources: functionResources('Listener', { properties: { Timeout: 60 } }),
      code: { Listener: 'export const handler = async () => new Promise((resolve) => setTimeout(resolve, 30_000));' },
      lambda: { drainMs: 50 },
    });
    platforms.push(local);
    local.lambda.start();
    local.lambda.send(arn, '{"n":1}');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await local.lambda.close();
    const [name = ''] = readdirSync(join(local.directory, 'lambda-events'));
    expect(JSON.parse(readFileSync(join(local.directory, 'lambda-events', name), 'utf8'))).toMatchObject({
      failures: 0,
    });
  });

  it('go to many at once, each once', async () => {
    const local = platform(0);
    local.lambda.start();
    for (let n = 0; n < 200; n++) local.lambda.send(arn, JSON.stringify({ n }));
    await eventually(() => waiting(local) === 0);
    const seen = received(local).map((event) => (event as { n: number }).n);
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });
});
