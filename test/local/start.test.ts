import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalRun, type StartOptions, startLocal } from '../../local/start.ts';

const app = fileURLToPath(new URL('fixtures/stack/app.ts', import.meta.url));
const shown: string[] = [];
let directory: string;
let local: LocalRun;

const options = (): StartOptions => ({
  port: 0,
  directory,
  app,
  context: {},
  endpoints: {},
  environment: process.env,
  show: (line) => shown.push(line),
});
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'waybill-start-'));
  local = await startLocal(options());
}, 120_000);
afterAll(async () => {
  await local.close();
  rmSync(directory, { recursive: true });
});

const act = async (given: object): Promise<{ status: number; body: Record<string, unknown> | null }> => {
  const init = { method: 'POST', body: JSON.stringify(given), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${local.url}/v1/items`, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> | null };
};
/** Asks until the item is there: events and executions take their time. */
const arrives = async (id: string): Promise<void> => {
  for (let i = 0; i < 250; i++) {
    if ((await act({ action: 'get', id })).body !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${id} never arrived; the console says:\n${shown.join('\n')}`);
};

describe('a whole stack', () => {
  it('answers on its public address with what the template says', async () => {
    const response = await fetch(`${local.url}/v1/echo/7`);
    expect(await response.json()).toEqual({ echo: { id: '7' }, site: local.url });
    expect((await fetch(`${local.url}/nowhere`)).status).toBe(404);
  });

  it('reads and writes the table, and refuses what the role does not allow', async () => {
    expect((await act({ action: 'put', id: 'a' })).status).toBe(200);
    expect((await act({ action: 'get', id: 'a' })).body).toEqual({ PK: { S: 'a' }, SK: { S: 'item' } });
    expect((await act({ action: 'read', key: 'x' })).body).toMatchObject({ name: 'AccessDenied' });
  });

  it('takes an upload through a pre-signed URL and tells the listener of it', async () => {
    const { body } = await act({ action: 'sign', key: 'up/file.txt' });
    expect((await fetch(String(body?.['url']), { method: 'PUT', body: 'bytes' })).status).toBe(200);
    await arrives('aws.s3-up/file.txt');
  });

  it('runs the state machine, delivers events, sends mail, reads secrets', async () => {
    expect((await act({ action: 'run', id: 'r1' })).status).toBe(200);
    expect((await act({ action: 'publish', id: 'p1' })).status).toBe(200);
    await arrives('step-r1');
    await arrives('waybill-p1');
    expect((await act({ action: 'mail', to: 'ann@example.com' })).status).toBe(200);
    expect(readdirSync(join(directory, 'mail'))).toEqual([expect.stringMatching(/ann@example\.com\.eml$/)]);
    expect((await act({ action: 'secret' })).body).toEqual({ length: 40 });
  });

  it('made the first admin with a password and a token that were never there before', () => {
    expect(local.admin?.token).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(local.admin?.password.length).toBeGreaterThanOrEqual(20);
  });
});

describe('the operator', () => {
  const client = () => ({ region: 'us-east-1', credentials: local.operator });

  it('may use every service with the keys of operator.json', async () => {
    const file = join(directory, 'operator.json');
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { accessKeyId: string; endpoints: Record<string, string> };
    expect(kept.accessKeyId).toBe(local.operator.accessKeyId);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const tables = new DynamoDBClient({ ...client(), endpoint: kept.endpoints['AWS_ENDPOINT_URL_DYNAMODB'] ?? '' });
    expect((await tables.send(new ListTablesCommand({}))).TableNames).toHaveLength(1);
    const buckets = new S3Client({ ...client(), endpoint: kept.endpoints['AWS_ENDPOINT_URL_S3'] ?? '' });
    expect((await buckets.send(new ListBucketsCommand({}))).Buckets).toHaveLength(3);
  });

  it('finds the key pair of the mirror in its secret, good for the mirror bucket only', async () => {
    const secrets = new SecretsManagerClient({
      ...client(),
      endpoint: local.endpoints['AWS_ENDPOINT_URL_SECRETS_MANAGER'] ?? '',
    });
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: 'waybill/mirror' }));
    const credentials = JSON.parse(SecretString) as { accessKeyId: string; secretAccessKey: string };
    const s3 = new S3Client({
      region: 'us-east-1',
      credentials,
      endpoint: local.endpoints['AWS_ENDPOINT_URL_S3'] ?? '',
    });
    await s3.send(new PutObjectCommand({ Bucket: 'waybill-mirror', Key: 'k', Body: 'x' }));
    const uploads = local.stack.find('Uploads4F6EB0FD').ref;
    await expect(s3.send(new PutObjectCommand({ Bucket: uploads, Key: 'k', Body: 'x' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('invokes functions by the id of their construct', async () => {
    expect(await local.invoke('Step', { id: 's9' })).toEqual({ id: 's9', done: true });
    await expect(local.invoke('Nobody', {})).rejects.toThrow('There is no function Nobody');
    await expect(local.invoke('Step', null)).rejects.toThrow('Step failed: TypeError');
  });
});

describe('the data folder', () => {
  it('is not shared by two runs', async () => {
    await expect(startLocal(options())).rejects.toThrow(/in use by process \d+.*WAYBILL_DATA/);
  });

  it('keeps everything over a restart, on the same ports', async () => {
    await act({ action: 'put', id: 'kept' });
    const { body } = await act({ action: 'sign', key: 'up/late.txt' });
    const state = () => ({ url: local.url, endpoints: local.endpoints, key: local.operator.accessKeyId });
    const before = state();
    await local.close();
    const began = performance.now();
    local = await startLocal(options());
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(state()).toEqual(before);
    await arrives('kept');
    expect((await fetch(String(body?.['url']), { method: 'PUT', body: 'late' })).status).toBe(200);
    const table = local.stack.ofType('AWS::DynamoDB::GlobalTable')[0]?.ref ?? '';
    const dynamo = new DynamoDBClient({
      region: 'us-east-1',
      credentials: local.operator,
      endpoint: local.endpoints['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
    });
    const key = { PK: { S: 'kept' }, SK: { S: 'item' } };
    expect((await dynamo.send(new GetItemCommand({ TableName: table, Key: key }))).Item).toEqual(key);
  });

  it('lets requests in flight end before it is let go', async () => {
    const answers = Array.from({ length: 5 }, () => act({ action: 'wait', ms: 600 }));
    await new Promise((resolve) => setTimeout(resolve, 250));
    await local.close();
    expect(await Promise.all(answers)).toEqual(answers.map(() => ({ status: 200, body: { waited: 600 } })));
    await expect(fetch(local.url)).rejects.toThrow();
    local = await startLocal(options());
  });
});
