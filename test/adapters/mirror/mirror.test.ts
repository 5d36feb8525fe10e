import { createHash, randomBytes } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mirror, openMirror, withMirror } from '../../../adapters/mirror/client.ts';
import { type MirrorSource, type MirrorState, mirrorObject } from '../../../adapters/mirror/copy.ts';
import { mirrorCredentials } from '../../../adapters/mirror/credentials.ts';
import { headObject, putObject, readRange } from '../../../adapters/s3/objects.ts';
import { localStore } from '../s3/local-store.ts';
import { type Answer, failure, head, scripted, xml } from '../s3/scripted-server.ts';

const MIB = 1024 ** 2;
const rules = { singleUpTo: MIB, smallestPart: 5 * MIB, memory: 5 * MIB };
const hex = (algorithm: 'md5' | 'sha256', bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');

let source: Awaited<ReturnType<typeof localStore>>;
let target: Awaited<ReturnType<typeof localStore>>;
let mirror: Mirror;
beforeAll(async () => {
  source = await localStore('release');
  target = await localStore('mirror');
  mirror = openMirror({ endpoint: target.url, bucket: 'mirror', region: 'us-east-1' }, target.key);
});
afterAll(async () => {
  mirror.client.destroy();
  await Promise.all([source.close(), target.close()]);
});

async function stored(key: string, body: Uint8Array): Promise<MirrorSource> {
  const { versionId = '' } = await putObject({ bucket: source.bucket, key, body, contentType: 'application/gzip' });
  const digests = { md5: hex('md5', body), sha256: hex('sha256', body) };
  return { bucket: source.bucket, key, versionId, size: body.length, digests };
}

const atMirror = (key: string) => headObject({ bucket: target.bucket, key });

describe('a copy to the mirror', () => {
  test('of a small object is one PUT, described by its digests, and can be repeated', async () => {
    const body = randomBytes(100_000);
    const from = await stored('small é.gz', body);
    const to = { mirror, key: 'open/small é.gz', contentType: 'application/gzip' };
    expect(await mirrorObject({ from, to, rules })).toEqual({ done: true });
    const copy = await atMirror(to.key);
    expect(copy).toMatchObject({
      md5: from.digests.md5,
      contentType: 'application/gzip',
      metadata: { 'source-version': from.versionId, ...from.digests },
    });
    expect(await mirrorObject({ from, to, rules })).toEqual({ done: true });
    expect((await atMirror(to.key))?.md5).toBe(copy?.md5);
  });

  test('replaces an object of other bytes with the same size', async () => {
    const to = { mirror, key: 'replaced' };
    await mirrorObject({ from: await stored('replaced', randomBytes(1_000)), to, rules });
    const body = randomBytes(1_000);
    const from = await stored('replaced', body);
    expect(await mirrorObject({ from, to, rules })).toEqual({ done: true });
    expect(await atMirror(to.key)).toMatchObject({ md5: hex('md5', body) });
  });

  test('of an empty object is made too', async () => {
    const from = await stored('empty', new Uint8Array(0));
    expect(await mirrorObject({ from, to: { mirror, key: 'empty' }, rules })).toMatchObject({ done: true });
    expect(await atMirror('empty')).toMatchObject({ size: 0 });
  });

  test('of a large object goes on where the deadline stopped it', async () => {
    const body = randomBytes(16 * MIB + 5);
    const from = await stored('large', body);
    const to = { mirror, key: 'large' };
    let state: MirrorState | undefined;
    let calls = 0;
    for (;;) {
      const result = await mirrorObject({ from, to, state, rules, deadline: () => true });
      calls++;
      if (result.done) break;
      if (state !== undefined) expect(result.state).toEqual(state);
      state = JSON.parse(JSON.stringify(result.state)) as MirrorState;
      expect(await atMirror('large')).toBeUndefined();
    }
    expect(calls).toBe(4);
    const copy = await readRange({ bucket: target.bucket, key: 'large', start: 0, end: body.length });
    expect(Buffer.compare(copy, body)).toBe(0);
    expect(await mirrorObject({ from, to, rules })).toEqual({ done: true });
  });

  test('begins anew where the mirror has dropped the upload', async () => {
    const from = await stored('dropped', randomBytes(6 * MIB));
    const state = { uploadId: 'long-gone', partSize: 5 * MIB };
    expect(await mirrorObject({ from, to: { mirror, key: 'dropped' }, state, rules })).toMatchObject({ done: true });
  });

  test('without a source is no fault of the mirror', async () => {
    const from = { ...(await stored('x', randomBytes(10))), key: 'not there' };
    await expect(mirrorObject({ from, to: { mirror, key: 'x' }, rules })).rejects.toMatchObject({
      name: 'ObjectMissing',
    });
  });
});

describe('a mirror that does not do as it should', () => {
  const absent: Answer = (_request, response) => {
    response.writeHead(404);
    response.end();
  };

  async function outcome(...answers: Answer[]) {
    await using server = await scripted(...answers);
    const place = openMirror({ endpoint: server.endpoint, bucket: 'b' }, { accessKeyId: 'G', secretAccessKey: 's' });
    const from = await stored('some', Buffer.from('some bytes'));
    try {
      return await mirrorObject({ from, to: { mirror: place, key: 'k' }, rules });
    } catch (error) {
      return error;
    } finally {
      place.client.destroy();
    }
  }

  test.each<[string, Answer]>([
    ['asks to slow down', failure(503, 'SlowDown')],
    ['has too many requests', failure(429, 'TooManyRequests')],
    ['has an internal error', failure(500, 'InternalError')],
    [
      'is behind a proxy that fails',
      (_request, response) => {
        response.writeHead(502, { 'content-type': 'text/html' });
        response.end('<html><body>Bad Gateway</body></html>');
      },
    ],
    ['breaks the connection', (_request, response) => response.destroy()],
    ['got damaged bytes', failure(400, 'BadDigest')],
  ])('is unavailable where it %s', async (_name, answer) => {
    expect(await outcome(answer)).toMatchObject({
      name: 'MirrorUnavailable',
      message: expect.stringMatching(/^Mirror, object k in bucket b: /),
    });
  });

  test.each([
    [403, 'SignatureDoesNotMatch', 'Check the HMAC key in the secret.'],
    [403, 'AccessDenied', 'Give the service account of the HMAC key the role'],
    [404, 'NoSuchBucket', 'Create the bucket or correct its name.'],
  ])('refuses with %d %s, and what to do is said', async (status, code, advice) => {
    expect(await outcome(failure(status, code), absent)).toMatchObject({
      name: 'MirrorRefused',
      message: expect.stringContaining(advice),
    });
  });

  test('refuses without a word, and what to do is said', async () => {
    const silent: Answer = (_request, response) => {
      response.writeHead(403);
      response.end();
    };
    expect(await outcome(silent)).toMatchObject({
      name: 'MirrorRefused',
      message: 'Mirror, object k in bucket b: HTTP 403 Check the HMAC key in the secret and what its account may do.',
    });
  });

  test('refuses to replace what it has, and has what was to be sent', async () => {
    const body = Buffer.from('some bytes');
    const there = head({
      'content-length': String(body.length),
      'x-amz-meta-md5': hex('md5', body),
      'x-amz-meta-sha256': hex('sha256', body),
    });
    expect(await outcome(failure(403, 'AccessDenied'), there)).toEqual({ done: true });
    const other = head({
      'content-length': String(body.length),
      'x-amz-meta-md5': hex('md5', body),
      'x-amz-meta-sha256': 'other',
    });
    expect(await outcome(failure(403, 'AccessDenied'), other)).toMatchObject({ name: 'MirrorRefused' });
  });

  test('answers with another MD5 than was sent', async () => {
    expect(await outcome(head({}))).toMatchObject({ name: 'MirrorMismatch' });
  });

  test('that answers with the MD5 that was sent is not asked again', async () => {
    const etag = hex('md5', Buffer.from('some bytes'));
    expect(await outcome(head({ etag: `"${etag}"` }))).toEqual({ done: true });
  });

  test('answers with an ETag that is no MD5, which says nothing, and then lacks the object', async () => {
    expect(await outcome(head({ etag: '"CMDx7pWWhf8CEAE="' }), absent)).toMatchObject({
      name: 'MirrorMismatch',
    });
  });

  test('is asked without any header that only S3 knows', async () => {
    await using server = await scripted(head({ etag: '"x"' }), absent);
    const place = openMirror({ endpoint: server.endpoint, bucket: 'b' }, { accessKeyId: 'G', secretAccessKey: 's' });
    const from = await stored('plain', Buffer.from('some bytes'));
    await mirrorObject({ from, to: { mirror: place, key: 'k' }, rules }).catch(() => undefined);
    place.client.destroy();
    const put = server.seen[0];
    expect(put?.url.pathname).toBe('/b/k');
    expect(put?.headers.authorization).toContain('/auto/s3/aws4_request');
    expect(put?.headers['content-md5']).toBe(createHash('md5').update('some bytes').digest('base64'));
    expect(Object.keys(put?.headers ?? {}).filter((name) => /checksum|trailer|expected/.test(name))).toEqual([]);
    expect(put?.headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the key of the mirror', () => {
  const secret =
    (value: unknown): Answer =>
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ SecretString: typeof value === 'string' ? value : JSON.stringify(value) }));
    };
  const good = { accessKeyId: 'GOOG1', secretAccessKey: 'hush' };

  async function secrets(...answers: Answer[]) {
    const server = await scripted(...answers);
    const client = new SecretsManagerClient({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    });
    return {
      server,
      client,
      secretId: `secret-${server.endpoint}`,
      [Symbol.asyncDispose]: server[Symbol.asyncDispose],
    };
  }

  test('is loaded once', async () => {
    await using its = await secrets(secret(good));
    const [first, second] = await Promise.all([
      mirrorCredentials(its.client, its.secretId),
      mirrorCredentials(its.client, its.secretId),
    ]);
    expect(first).toEqual(good);
    expect(second).toBe(first);
    expect(its.server.seen).toHaveLength(1);
  });

  test.each(['hush', '{"accessKeyId": "GOOG1"}', ''])('is not %j, and the value is not told', async (value) => {
    await using its = await secrets(secret(value));
    const loading = mirrorCredentials(its.client, its.secretId);
    await expect(loading).rejects.toThrow('must be JSON with accessKeyId and secretAccessKey');
    await expect(loading).rejects.not.toThrow(/hush|GOOG1/);
  });

  test('is asked for again after a failure', async () => {
    const down = failure(500, 'InternalServiceError');
    await using its = await secrets(down, down, down, secret(good));
    await expect(mirrorCredentials(its.client, its.secretId)).rejects.toMatchObject({ name: 'MirrorUnavailable' });
    expect(await mirrorCredentials(its.client, its.secretId)).toEqual(good);
  });

  test('is loaded again where the mirror has refused it', async () => {
    await using its = await secrets(secret(good), secret({ ...good, accessKeyId: 'GOOG2' }));
    await using far = await scripted(failure(403, 'InvalidAccessKeyId'), xml(200, ''));
    const settings = { endpoint: far.endpoint, bucket: 'b', secretId: its.secretId };
    const from = await stored('rotated', Buffer.from('x'));
    const attempt = () =>
      withMirror(its.client, settings, (place) => mirrorObject({ from, to: { mirror: place, key: 'k' }, rules }));
    await expect(attempt()).rejects.toMatchObject({ name: 'MirrorRefused' });
    await expect(attempt()).rejects.toThrow();
    expect(its.server.seen).toHaveLength(2);
    expect(far.seen.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual(
      expect.arrayContaining(['GOOG1', 'GOOG2']),
    );
  });
});
