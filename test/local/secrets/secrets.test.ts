import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../local/aws/caller.ts';
import { startEndpoint } from '../../../local/aws/endpoint.ts';
import { createCallers, type LocalCallers } from '../../../local/iam/callers.ts';
import { openKeys } from '../../../local/iam/keys.ts';
import { openSecrets } from '../../../local/secrets/secrets.ts';
import { functionResources, stackOf } from '../fixtures/stack.ts';

const stack = stackOf({
  Key: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { GenerateSecretString: { PasswordLength: 40, ExcludePunctuation: true } },
  },
  Pair: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: {
      Name: 'app/pair',
      GenerateSecretString: {
        SecretStringTemplate: '{"user":"u"}',
        GenerateStringKey: 'password',
        ExcludeCharacters: 'abc',
      },
    },
  },
  ...functionResources('Reader', {
    statements: [
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: 'Key' } },
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:mirror/key-??????',
      },
    ],
  }),
});
let directory: string;
let callers: LocalCallers;
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'waybill-secrets-'));
  callers = createCallers({ stack, keyOf: openKeys(join(directory, 'keys.json')), mirrorBucket: 'm' });
  const secrets = openSecrets(stack, join(directory, 'secrets.json'));
  secrets.put('mirror/key', '{"accessKeyId":"A"}');
  endpoint = await startEndpoint({ port: 0, callers, services: { secretsmanager: secrets.service } });
});
afterAll(async () => {
  await endpoint.close();
  rmSync(directory, { recursive: true });
});
const get = async (caller: Caller, SecretId: string, url = endpoint.url) =>
  (
    await new SecretsManagerClient({ endpoint: url, region: 'us-east-1', maxAttempts: 1, credentials: caller }).send(
      new GetSecretValueCommand({ SecretId }),
    )
  ).SecretString;

describe('GetSecretValue', () => {
  it('gives generated secrets by ARN and by name, the same after a restart', async () => {
    const key = await get(callers.operator, stack.find('Key').ref);
    expect(key).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(await get(callers.operator, 'Test-Key')).toBe(key);
    const pair = JSON.parse((await get(callers.operator, 'app/pair')) ?? '') as Record<string, string>;
    expect(pair['user']).toBe('u');
    expect(pair['password']).toMatch(/^[^abc]{32}$/);

    const again = openSecrets(stack, join(directory, 'secrets.json'));
    const second = await startEndpoint({ port: 0, callers, services: { secretsmanager: again.service } });
    expect(await get(callers.operator, 'Test-Key', second.url)).toBe(key);
    await second.close();
  });

  it('asks IAM, also for secrets that the template does not declare', async () => {
    const reader = callers.ofFunction('Reader');
    expect(await get(reader, 'mirror/key')).toBe('{"accessKeyId":"A"}');
    expect(await get(reader, stack.find('Key').ref)).toBeDefined();
    await expect(get(reader, 'app/pair')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('knows which secrets do not exist', async () => {
    await expect(get(callers.operator, 'none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
