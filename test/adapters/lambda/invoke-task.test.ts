import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startEndpoint } from '../../../local/aws/endpoint.ts';
import { createPlatform, type Platform } from '../../local/fixtures/platform.ts';
import { functionResources } from '../../local/fixtures/stack.ts';

const FUNCTION = 'waybill-task-count';
const CODE = `
export const handler = async (event) => {
  if (event.arguments[0] === 'throw') throw new RangeError('no such thing');
  if (event.arguments[0] === 'sleep') await new Promise((resolve) => setTimeout(resolve, 3000));
  if (event.arguments[0] === 'nothing') return undefined;
  return { exitCode: Number(event.arguments[1] ?? 0), printed: event.arguments.join(' ') };
};`;

let platform: Platform;
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
let invokeTask: typeof import('../../../adapters/lambda/invoke-task.ts').invokeTask;
beforeAll(async () => {
  const made = functionResources('Count', {});
  const resources = structuredClone(made);
  const lambda = Object.values(resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
  Object.assign(lambda?.Properties ?? {}, { FunctionName: FUNCTION });
  platform = createPlatform({ resources, code: { Count: CODE } });
  platform.lambda.start();
  const { callers, lambda: service } = platform;
  endpoint = await startEndpoint({ port: 0, callers, services: { lambda: service.service } });
  const { accessKeyId, secretAccessKey } = callers.operator;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  vi.resetModules();
  ({ invokeTask } = await import('../../../adapters/lambda/invoke-task.ts'));
});
afterAll(async () => {
  await platform.lambda.close();
  await endpoint.close();
  platform.remove();
});

const call = (...args: string[]) => invokeTask(FUNCTION, { arguments: args }, 1);

describe('a function that is a task', () => {
  it('gets its arguments, and says how it went', async () => {
    expect(await call('count', '3')).toMatchObject({ exitCode: 3, printed: 'count 3' });
    expect(await call('nothing')).toEqual({});
  });

  it('has failed by itself where it throws, and where it takes too long', async () => {
    await expect(call('throw')).rejects.toMatchObject({ name: 'TaskFunctionFailed', isLate: false });
    await expect(call('throw')).rejects.toThrow('RangeError: no such thing');
    await expect(call('sleep')).rejects.toMatchObject({ name: 'TaskFunctionFailed', isLate: true });
  });

  it('is a fault of ours where there is none', async () => {
    await expect(invokeTask('waybill-task-none', {}, 1)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
