import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../local/aws/caller.ts';
import { startEndpoint } from '../../../local/aws/endpoint.ts';
import { createPlatform, type Platform } from '../fixtures/platform.ts';
import { functionResources } from '../fixtures/stack.ts';

let platform: Platform;
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
  const allowed = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['Target', 'Arn'] } };
  platform = createPlatform({
    resources: {
      ...functionResources('Target'),
      ...functionResources('Friend', { statements: [allowed] }),
      ...functionResources('Stranger'),
    },
    code: {
      Target:
        'export const handler = async (event) => { if (event.fail) throw new Error("told to"); return { got: event }; };',
      Friend: 'export const handler = async () => 1;',
      Stranger: 'export const handler = async () => 1;',
    },
  });
  endpoint = await startEndpoint({ port: 0, callers: platform.callers, services: { lambda: platform.lambda.service } });
});
afterAll(async () => {
  await endpoint.close();
  await platform.lambda.close();
  platform.remove();
});

const client = ({ accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string }) =>
  new LambdaClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
const invoke = (caller: Caller, Payload: string, options = {}) =>
  client(caller).send(new InvokeCommand({ FunctionName: 'Test-Target', Payload, ...options }));

describe("Lambda's Invoke", () => {
  it('answers the operator with the result of the function', async () => {
    const answer = await invoke(platform.callers.operator, '{"a":"ä"}');
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.Payload?.transformToString()).toBe('{"got":{"a":"ä"}}');
  });

  it('marks a failure of the function', async () => {
    const answer = await invoke(platform.callers.operator, '{"fail":true}');
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({ errorMessage: 'told to' });
  });

  it('takes events and dry runs', async () => {
    expect((await invoke(platform.callers.operator, '{}', { InvocationType: 'Event' })).StatusCode).toBe(202);
    expect((await invoke(platform.callers.operator, '{}', { InvocationType: 'DryRun' })).StatusCode).toBe(204);
  });

  it('refuses an event over 1 MB', async () => {
    const large = JSON.stringify('x'.repeat(1024 * 1024));
    await expect(invoke(platform.callers.operator, large, { InvocationType: 'Event' })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    });
  });

  it('asks IAM', async () => {
    expect((await invoke(platform.callers.ofFunction('Friend'), '{}')).StatusCode).toBe(200);
    await expect(invoke(platform.callers.ofFunction('Stranger'), '{}')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('Stranger is not authorized to perform: lambda:InvokeFunction') as string,
    });
  });

  it('refuses wrong signatures, unknown keys and unsigned requests', async () => {
    const { operator } = platform.callers;
    await expect(invoke({ ...operator, secretAccessKey: 'wrong' }, '{}')).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(invoke({ ...operator, accessKeyId: 'AKIANOBODY' }, '{}')).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    const response = await fetch(`${endpoint.url}/2015-03-31/functions/Test-Target/invocations`, {
      method: 'POST',
      body: '{}',
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });

  it('refuses unknown functions and payloads that are not JSON', async () => {
    const { operator } = platform.callers;
    await expect(invoke(operator, '{}', { FunctionName: 'Nobody' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(invoke(operator, '{')).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });
});
