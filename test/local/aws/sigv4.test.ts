import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetConfigurationSetCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Callers } from '../../../local/aws/caller.ts';
import { sha256Hex, splitTarget } from '../../../local/aws/canonical.ts';
import { type SigV4Accepted, type SigV4Refused, type SigV4Request, verifySigV4 } from '../../../local/aws/sigv4.ts';

const credentials = { accessKeyId: 'AKLOCALTEST', secretAccessKey: 'a secret/with+signs' };
const callers: Callers = {
  find: (accessKeyId) =>
    accessKeyId === credentials.accessKeyId ? { ...credentials, name: 'test', allows: () => true } : undefined,
};

/** Every request that the clients under test sent, with its payload hash as the service would determine it. */
let seen: SigV4Request[] = [];
let endpoint = '';
const server = createServer((request, response) => {
  void record(request).then((each) => {
    seen.push(each);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});

async function record(request: IncomingMessage): Promise<SigV4Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url: target = '', headers } = request;
  const stated = headers['x-amz-content-sha256'];
  const presigned = target.includes('X-Amz-Signature');
  const payloadHash =
    typeof stated === 'string' ? stated : presigned ? 'UNSIGNED-PAYLOAD' : sha256Hex(Buffer.concat(chunks));
  return { method, target, headers, payloadHash };
}

function verify(request: SigV4Request, service: string, now = new Date()): SigV4Accepted | SigV4Refused {
  return verifySigV4(request, { service, callers, now });
}

function only(): SigV4Request {
  expect(seen).toHaveLength(1);
  return seen[0] as SigV4Request;
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  seen = [];
});

const settings = () => ({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
const s3 = () => new S3Client({ ...settings(), forcePathStyle: true });
const plainS3 = () =>
  new S3Client({ ...settings(), forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
const KEY = "folder//d é/ü +%&=~x (1)!'*.txt";

describe("the AWS SDK's header signatures", () => {
  it('accepts DynamoDB (JSON body, POST /)', async () => {
    await new DynamoDBClient(settings()).send(new GetItemCommand({ TableName: 't', Key: { PK: { S: 'ü' } } }));
    expect(verify(only(), 'dynamodb')).toMatchObject({ ok: true, presigned: false, accessKeyId: 'AKLOCALTEST' });
  });

  it('accepts a REST path that is encoded twice (SES)', async () => {
    await new SESv2Client(settings()).send(new GetConfigurationSetCommand({ ConfigurationSetName: 'a b/c+d%' }));
    expect(only().target).toContain('%20');
    expect(verify(only(), 'ses')).toMatchObject({ ok: true });
    expect(verify({ ...only(), target: '/v2/email/configuration-sets/other' }, 'ses')).toMatchObject({
      failure: 'SignatureDoesNotMatch',
    });
  });

  it('accepts S3 with a buffer, whose path is encoded once', async () => {
    await s3().send(new PutObjectCommand({ Bucket: 'b', Key: KEY, Body: 'x', Metadata: { note: '  two   spaces ' } }));
    expect(verify(only(), 's3')).toMatchObject({ ok: true });
    expect(verify(only(), 's3')).toMatchObject({ signedHeaders: expect.arrayContaining(['x-amz-meta-note']) });
  });

  it('accepts S3 with a stream and a trailing checksum', async () => {
    await s3().send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: Readable.from(['abc']), ContentLength: 3 }));
    expect(only().payloadHash).toBe('STREAMING-UNSIGNED-PAYLOAD-TRAILER');
    expect(verify(only(), 's3')).toMatchObject({ ok: true });
  });

  it('refuses another payload, path, query or signed header', async () => {
    await new SecretsManagerClient(settings()).send(new ListSecretsCommand({}));
    const request = only();
    const changed: SigV4Request[] = [
      { ...request, payloadHash: sha256Hex('other') },
      { ...request, target: '/other' },
      { ...request, target: '/?a=b' },
      { ...request, headers: { ...request.headers, 'x-amz-target': 'secretsmanager.DeleteSecret' } },
    ];
    expect(verify(request, 'secretsmanager')).toMatchObject({ ok: true });
    for (const each of changed)
      expect(verify(each, 'secretsmanager')).toMatchObject({ failure: 'SignatureDoesNotMatch' });
  });
});

describe('pre-signed URLs', () => {
  async function presigned(expiresIn = 300): Promise<SigV4Request> {
    const command = new GetObjectCommand({
      Bucket: 'b',
      Key: KEY,
      ResponseContentDisposition: 'attachment; filename="x y"',
    });
    await fetch(await getSignedUrl(s3(), command, { expiresIn }));
    return only();
  }

  it('accepts what the presigner made', async () => {
    expect(verify(await presigned(), 's3')).toMatchObject({ ok: true, presigned: true, signedHeaders: ['host'] });
  });

  it('accepts a PUT whose checksum header is signed, and refuses it changed or absent', async () => {
    const command = new PutObjectCommand({ Bucket: 'b', Key: 'k', ChecksumSHA256: 'AAAA' });
    const unhoistableHeaders = new Set(['x-amz-checksum-sha256']);
    const url = await getSignedUrl(plainS3(), command, { unhoistableHeaders });
    await fetch(url, { method: 'PUT', body: 'x', headers: { 'x-amz-checksum-sha256': 'AAAA' } });
    const request = only();
    expect(verify(request, 's3')).toMatchObject({ ok: true });
    const { 'x-amz-checksum-sha256': _, ...without } = request.headers;
    for (const headers of [without, { ...without, 'x-amz-checksum-sha256': 'BBBB' }])
      expect(verify({ ...request, headers }, 's3')).toMatchObject({ failure: 'SignatureDoesNotMatch' });
  });

  it('refuses after its time, and before it', async () => {
    const request = await presigned(60);
    const at = Date.now();
    expect(verify(request, 's3', new Date(at + 50_000))).toMatchObject({ ok: true });
    expect(verify(request, 's3', new Date(at + 62_000))).toMatchObject({ failure: 'Expired' });
    expect(verify(request, 's3', new Date(at - 16 * 60_000))).toMatchObject({ failure: 'RequestTimeTooSkewed' });
  });

  it('refuses an x-amz header that is not signed', async () => {
    const request = await presigned();
    const headers = { ...request.headers, 'x-amz-meta-owner': 'me' };
    expect(verify({ ...request, headers }, 's3')).toMatchObject({
      failure: 'HeadersNotSigned',
      message: expect.stringContaining('x-amz-meta-owner'),
    });
  });

  it('refuses a longer life, another key, a repeated or a missing parameter', async () => {
    const request = await presigned();
    const change = (from: string | RegExp, to: string) =>
      verify({ ...request, target: request.target.replace(from, to) }, 's3');
    expect(change('X-Amz-Expires=300', 'X-Amz-Expires=301')).toMatchObject({ failure: 'SignatureDoesNotMatch' });
    expect(change('folder', 'other')).toMatchObject({ failure: 'SignatureDoesNotMatch' });
    expect(change('X-Amz-Expires=300', 'X-Amz-Expires=604801')).toMatchObject({ failure: 'Malformed' });
    expect(change(/$/, '&X-Amz-Date=20200101T000000Z')).toMatchObject({ failure: 'Malformed' });
    expect(change(/X-Amz-Credential=[^&]*&/, '')).toMatchObject({ failure: 'Malformed' });
    expect(change(/X-Amz-Signature=..../, 'X-Amz-Signature=0000')).toMatchObject({ failure: 'SignatureDoesNotMatch' });
    expect(change(/X-Amz-Signature=..../, 'X-Amz-Signature=')).toMatchObject({ failure: 'SignatureDoesNotMatch' });
  });
});

describe('who, when and where', () => {
  async function request(): Promise<SigV4Request> {
    await new SecretsManagerClient(settings()).send(new ListSecretsCommand({}));
    return only();
  }

  it('names a missing signature', async () => {
    const { authorization: _, ...headers } = (await request()).headers;
    expect(verify({ ...only(), headers }, 'secretsmanager')).toMatchObject({ failure: 'MissingAuthentication' });
  });

  it('names an unknown access key, and which', async () => {
    await new SecretsManagerClient({ ...settings(), credentials: { ...credentials, accessKeyId: 'AKOTHER' } }).send(
      new ListSecretsCommand({}),
    );
    expect(verify(only(), 'secretsmanager')).toMatchObject({ failure: 'UnknownAccessKey', accessKeyId: 'AKOTHER' });
  });

  it('refuses another secret, service and region', async () => {
    for (const [client, failure] of [
      [{ credentials: { ...credentials, secretAccessKey: 'wrong' } }, 'SignatureDoesNotMatch'],
      [{ region: 'eu-west-1' }, 'WrongScope'],
    ] as const) {
      seen = [];
      await new SecretsManagerClient({ ...settings(), ...client }).send(new ListSecretsCommand({}));
      expect(verify(only(), 'secretsmanager')).toMatchObject({ failure });
    }
    seen = [];
    expect(verify(await request(), 'dynamodb')).toMatchObject({ failure: 'WrongScope' });
  });

  it('allows clocks to differ by 15 minutes, not more', async () => {
    const signed = await request();
    const at = Date.now();
    for (const minutes of [-14, 14])
      expect(verify(signed, 'secretsmanager', new Date(at + minutes * 60_000))).toMatchObject({ ok: true });
    for (const minutes of [-16, 16])
      expect(verify(signed, 'secretsmanager', new Date(at + minutes * 60_000))).toMatchObject({
        failure: 'RequestTimeTooSkewed',
      });
  });

  it('names what is malformed without throwing', async () => {
    const signed = await request();
    const authorization = signed.headers['authorization'] as string;
    for (const each of [
      'Bearer abc',
      authorization.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256'),
      authorization.replace('aws4_request', 'aws5_request'),
      authorization.replace(/SignedHeaders=[^,]*, /, ''),
      authorization.replace('host;', 'Host;'),
      authorization.replace(/\/\d{8}\//, '/20200101/'),
    ])
      expect(
        verify({ ...signed, headers: { ...signed.headers, authorization: each } }, 'secretsmanager'),
      ).toMatchObject({
        failure: 'Malformed',
      });
    expect(verify({ ...signed, target: '/%zz' }, 's3')).toMatchObject({ failure: 'Malformed' });
    expect(verify({ ...signed, target: '/?a=%' }, 'secretsmanager')).toMatchObject({ failure: 'Malformed' });
    expect(verify({ ...signed, target: '/?X-Amz-Signature=00' }, 'secretsmanager')).toMatchObject({
      failure: 'Malformed',
    });
  });

  it('requires the host to be signed', async () => {
    const signed = await request();
    const authorization = (signed.headers['authorization'] as string).replace('host;', '');
    expect(verify({ ...signed, headers: { ...signed.headers, authorization } }, 'secretsmanager')).toMatchObject({
      failure: 'HeadersNotSigned',
    });
  });
});

describe('splitTarget', () => {
  it('keeps repeated names, empty values and encoded signs', () => {
    expect(splitTarget('/a%20b?x=1&x=2&versions&y=a%3Db%2Bc+d')).toEqual({
      path: '/a%20b',
      query: [
        ['x', '1'],
        ['x', '2'],
        ['versions', ''],
        ['y', 'a=b+c+d'],
      ],
    });
  });
});
