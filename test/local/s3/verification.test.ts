import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, bytes, codeIn, digest, type Harness, OPERATOR, startHarness } from './harness.ts';

let harness: Harness;
const Bucket = 'verified';
const body = 'the real content';
beforeAll(async () => {
  harness = await startHarness();
  await harness.s3.ensureBucket(Bucket, { versioned: true });
  await harness.client().send(new PutObjectCommand({ Bucket, Key: 'there', Body: body }));
});
afterAll(() => harness.close());

/** A refused write must leave nothing: neither an object nor a file. */
async function expectNothing(Key: string): Promise<void> {
  const listed = await harness.client().send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
  expect(listed.Contents).toBeUndefined();
}

async function presignedPut(
  Key: string,
  input: Partial<PutObjectCommandInput> = {},
  signed: string[] = [],
): Promise<string> {
  return getSignedUrl(harness.plain(), new PutObjectCommand({ Bucket, Key, ...input }), {
    expiresIn: 300,
    unhoistableHeaders: new Set(signed),
    signableHeaders: new Set(signed),
  });
}

async function send(url: string, init: RequestInit = {}): Promise<{ status: number; code: string | undefined }> {
  const response = await fetch(url, { method: 'PUT', body, ...init });
  return { status: response.status, code: codeIn(await response.text()) };
}

describe('signatures', () => {
  it('refuses a request without one', async () => {
    expect(await send(`${harness.s3.url}/${Bucket}/there`, { method: 'GET', body: null })).toEqual({
      status: 403,
      code: 'AccessDenied',
    });
  });

  it('refuses an unknown key, a wrong secret, another region', async () => {
    const cases = [
      [{ credentials: { ...OPERATOR, accessKeyId: 'AKNOBODY' } }, 'InvalidAccessKeyId'],
      [{ credentials: { ...OPERATOR, secretAccessKey: 'guess' } }, 'SignatureDoesNotMatch'],
      [{ region: 'eu-west-1' }, 'AuthorizationHeaderMalformed'],
    ] as const;
    for (const [config, name] of cases) {
      const get = harness
        .client({ ...config, followRegionRedirects: false })
        .send(new GetObjectCommand({ Bucket, Key: 'there' }));
      await expect(get).rejects.toMatchObject({ name });
    }
  });

  it('refuses a pre-signed URL that was tampered with', async () => {
    const url = await presignedPut('tampered');
    expect(await send(url.replace(/X-Amz-Signature=..../, 'X-Amz-Signature=0000'))).toEqual({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
    expect((await send(url.replace('/tampered?', '/tampered2?'))).code).toBe('SignatureDoesNotMatch');
    expect((await send(url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'))).code).toBe('SignatureDoesNotMatch');
    expect((await send(`${url}&tagging`)).code).toBe('SignatureDoesNotMatch');
    expect((await send(url, { method: 'GET', body: null })).code).toBe('SignatureDoesNotMatch');
    await expectNothing('tampered');
  });

  it('refuses a pre-signed URL after its time', async () => {
    const url = await presignedPut('expired');
    harness.ahead = 299_000;
    expect((await send(url)).status).toBe(200);
    harness.ahead = 302_000;
    expect(await send(url)).toEqual({ status: 403, code: 'AccessDenied' });
    harness.ahead = 0;
  });

  it('refuses a clock that is more than 15 minutes off', async () => {
    harness.ahead = 16 * 60_000;
    // The SDK would correct its clock by the server's and try again; `maxAttempts: 1` keeps it from that.
    const get = harness.client().send(new GetObjectCommand({ Bucket, Key: 'there' }));
    await expect(get).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
    harness.ahead = 0;
  });

  it('refuses x-amz headers that the signature does not cover', async () => {
    const url = await presignedPut('unsigned');
    expect(await send(url, { headers: { 'x-amz-meta-owner': 'me' } })).toEqual({ status: 403, code: 'AccessDenied' });
    const copy = await send(url, { headers: { 'x-amz-copy-source': `${Bucket}/there` } });
    expect(copy.status).toBe(403);
    await expectNothing('unsigned');
  });

  it('refuses a parameter that says another thing in the header than in the query', async () => {
    const url = await presignedPut('twice', { Metadata: { owner: 'me' } });
    expect((await send(url, { headers: { 'x-amz-meta-owner': 'you' } })).code).toBe('InvalidRequest');
  });

  it('takes what the SDK hoists into the query', async () => {
    const url = await presignedPut('hoisted', { Metadata: { owner: 'me' } });
    expect(url).toContain('x-amz-meta-owner');
    expect((await send(url)).status).toBe(200);
    const head = await harness.client().send(new HeadObjectCommand({ Bucket, Key: 'hoisted' }));
    expect(head.Metadata).toEqual({ owner: 'me' });
  });

  it('holds an upload to the content length that is signed', async () => {
    const url = await presignedPut('length', { ContentLength: 4 }, ['content-length']);
    expect((await send(url, { body: 'four' })).status).toBe(200);
    expect(await send(url, { body: 'fives' })).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
  });
});

describe('checksums', () => {
  it('refuses content that differs from the signed SHA-256, and another SHA-256', async () => {
    const signed = ['x-amz-checksum-sha256'];
    const url = await presignedPut('sha', { ChecksumSHA256: digest('sha256', body) }, signed);
    const headers = { 'x-amz-checksum-sha256': digest('sha256', body) };
    expect(await send(url, { headers, body: 'evil' })).toEqual({ status: 400, code: 'BadDigest' });
    const other = { 'x-amz-checksum-sha256': digest('sha256', 'evil') };
    expect(await send(url, { headers: other, body: 'evil' })).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
    expect(await send(url)).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
    await expectNothing('sha');
    expect((await send(url, { headers })).status).toBe(200);
  });

  it('refuses a wrong or malformed Content-MD5', async () => {
    const url = await presignedPut('md5');
    const put = (md5: string) => send(url, { headers: { 'content-md5': md5 } });
    expect((await put(digest('md5', 'evil'))).code).toBe('BadDigest');
    expect((await put('abc')).code).toBe('InvalidDigest');
    await expectNothing('md5');
    expect((await put(digest('md5', body))).status).toBe(200);
  });

  it.each(['ChecksumCRC32', 'ChecksumCRC32C', 'ChecksumCRC64NVME', 'ChecksumSHA1', 'ChecksumSHA256'] as const)(
    'refuses a wrong %s',
    async (field) => {
      const size = { ChecksumCRC32: 4, ChecksumCRC32C: 4, ChecksumCRC64NVME: 8, ChecksumSHA1: 20, ChecksumSHA256: 32 }[
        field
      ];
      const value = Buffer.alloc(size, 7).toString('base64');
      const put = harness.client().send(new PutObjectCommand({ Bucket, Key: field, Body: body, [field]: value }));
      await expect(put).rejects.toMatchObject({ name: 'BadDigest' });
      const short = harness.client().send(new PutObjectCommand({ Bucket, Key: field, Body: body, [field]: 'AAAA' }));
      await expect(short).rejects.toMatchObject({ name: 'InvalidRequest' });
      await expectNothing(field);
    },
  );

  it('refuses two checksums at once', async () => {
    const url = await presignedPut('two', {
      ChecksumSHA256: digest('sha256', body),
      ChecksumSHA1: digest('sha1', body),
    });
    expect((await send(url)).code).toBe('InvalidRequest');
  });

  it('refuses what the default client pre-signs: the CRC32 of an empty body', async () => {
    const url = await getSignedUrl(harness.client(), new PutObjectCommand({ Bucket, Key: 'crc' }), { expiresIn: 60 });
    expect(await send(url)).toEqual({ status: 400, code: 'BadDigest' });
  });

  it('refuses a body other than the one whose SHA-256 is signed', async () => {
    const client = harness.client();
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = body.replace('real', 'evil');
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    const put = client.send(new PutObjectCommand({ Bucket, Key: 'swapped', Body: body }));
    await expect(put).rejects.toMatchObject({ name: 'XAmzContentSHA256Mismatch' });
    await expectNothing('swapped');
  });

  it('refuses a stream whose trailer does not match', async () => {
    const client = harness.client();
    client.middlewareStack.add(
      (next) => (args) => {
        const sent = args.request as { body: Readable };
        sent.body = Readable.from(replaced(sent.body, 'real', 'evil'));
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    const put = client.send(
      new PutObjectCommand({ Bucket, Key: 'trailer', Body: Readable.from([body]), ContentLength: body.length }),
    );
    await expect(put).rejects.toMatchObject({ name: 'BadDigest' });
    await expectNothing('trailer');
  });
});

async function* replaced(source: AsyncIterable<Buffer>, from: string, to: string): AsyncGenerator<Buffer> {
  for await (const chunk of source) yield Buffer.from(chunk.toString('latin1').replace(from, to), 'latin1');
}

describe('bodies', () => {
  it('refuses a body without a length', async () => {
    const url = await presignedPut('endless');
    const init = { body: Readable.toWeb(Readable.from([body])), duplex: 'half' } as unknown as RequestInit;
    expect(await send(url, init)).toEqual({ status: 411, code: 'MissingContentLength' });
  });

  it('refuses a stream that is not as long as it declares', async () => {
    for (const ContentLength of [body.length - 1, body.length + 1]) {
      const put = new PutObjectCommand({ Bucket, Key: 'declared', Body: Readable.from([body]), ContentLength });
      await expect(harness.client().send(put)).rejects.toMatchObject({ name: 'IncompleteBody' });
    }
    await expectNothing('declared');
  });

  it('keeps nothing of an upload that is broken off', async () => {
    const url = new URL(await presignedPut('broken'));
    await new Promise<void>((resolve) => {
      const put = request({
        host: url.hostname,
        port: url.port,
        method: 'PUT',
        path: url.pathname + url.search,
        headers: { 'content-length': 1000 },
      });
      put.on('error', () => {
        resolve();
      });
      put.write('only this');
      setTimeout(() => put.destroy(), 50);
    });
    await expectNothing('broken');
  });

  it('asks for the body only when the request is authorised', async () => {
    const ask = async (target: string) =>
      new Promise<{ continued: boolean; status: number | undefined; connection: string | undefined }>(
        (resolve, reject) => {
          const url = new URL(target);
          let continued = false;
          const headers = { 'content-length': body.length, expect: '100-continue' };
          const put = request({
            host: url.hostname,
            port: url.port,
            method: 'PUT',
            path: url.pathname + url.search,
            headers,
          });
          put.on('continue', () => {
            continued = true;
            put.end(body);
          });
          put.on('response', (response) => {
            response.resume();
            resolve({ continued, status: response.statusCode, connection: response.headers.connection });
            put.destroy();
          });
          put.on('error', reject);
          put.flushHeaders();
        },
      );
    const url = await presignedPut('continue');
    expect(await ask(url)).toMatchObject({ continued: true, status: 200 });
    expect(await ask(url.replace('/continue?', '/other?'))).toEqual({
      continued: false,
      status: 403,
      connection: 'close',
    });
  });
});

describe('ExpectedBucketOwner', () => {
  it('lets the owner pass and nobody else', async () => {
    const get = (ExpectedBucketOwner: string) =>
      harness.client().send(new GetObjectCommand({ Bucket, Key: 'there', ExpectedBucketOwner }));
    expect((await bodyOf(await get('000000000000'))).toString()).toBe(body);
    await expect(get('111111111111')).rejects.toMatchObject({ name: 'AccessDenied' });
    const url = await presignedPut('owner', { ExpectedBucketOwner: '111111111111' });
    expect((await send(url)).status).toBe(403);
    await expectNothing('owner');
  });
});

describe('signed streams', () => {
  const sign = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const sha256 = (data: string | Buffer) => Buffer.from(digest('sha256', data), 'base64').toString('hex');

  /** What older SDKs and other clients send: `aws-chunked` with a signature in each chunk. */
  function signedStream(key: string, amzDate: string, chunks: Buffer[]) {
    const scope = `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
    const headers: Record<string, string> = {
      'content-encoding': 'aws-chunked',
      host: new URL(harness.s3.url).host,
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'x-amz-date': amzDate,
      'x-amz-decoded-content-length': String(Buffer.concat(chunks).length),
    };
    const names = Object.keys(headers).join(';');
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const target = `/${Bucket}/${key}`;
    const canonical = ['PUT', target, '', lines.join(''), names, 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'].join('\n');
    const signingKey = scope
      .split('/')
      .reduce<Buffer | string>((parent, part) => sign(parent, part), `AWS4${OPERATOR.secretAccessKey}`);
    const chain = (kind: string, ...rest: string[]) =>
      sign(signingKey, [`AWS4-HMAC-SHA256${kind}`, amzDate, scope, ...rest].join('\n')).toString('hex');
    let signature = chain('', sha256(canonical));
    headers['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${OPERATOR.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    const frames = [...chunks, Buffer.alloc(0)].map((chunk) => {
      signature = chain('-PAYLOAD', signature, sha256(''), sha256(chunk));
      const size = `${chunk.length.toString(16)};chunk-signature=${signature}\r\n`;
      return Buffer.concat([Buffer.from(size), chunk, Buffer.from('\r\n')]);
    });
    return { headers, frames };
  }

  async function putSigned(key: string, chunks: Buffer[], tamper: (framed: Buffer) => Buffer) {
    const amzDate = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const { headers, frames } = signedStream(key, amzDate, chunks);
    const framed = new Uint8Array(tamper(Buffer.concat(frames)));
    return send(`${harness.s3.url}/${Bucket}/${key}`, { headers, body: framed });
  }

  it('leave their connection usable when they are refused in the middle', async () => {
    const amzDate = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const { headers, frames } = signedStream('middle', amzDate, [bytes(8_000_000)]);
    const framed = Buffer.concat(frames);
    framed.write('zz', 0);
    const lines = Object.entries({ ...headers, 'content-length': framed.length }).map((each) => each.join(': '));
    const url = new URL(await getSignedUrl(harness.plain(), new GetObjectCommand({ Bucket, Key: 'there' })));
    const socket = connect({ host: url.hostname, port: Number(url.port) });
    socket.write([`PUT /${Bucket}/middle HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    socket.write(framed);
    socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: close\r\n\r\n`);
    const received = Buffer.concat(await socket.toArray()).toString();
    expect(received.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200']);
    expect(received.endsWith(body)).toBe(true);
    await expectNothing('middle');
  });

  it('are accepted, and refused when a byte of a chunk changes', async () => {
    const chunks = [bytes(65_536), bytes(1000, 2)];
    expect((await putSigned('signed-stream', chunks, (framed) => framed)).status).toBe(200);
    const read = await harness.client().send(new GetObjectCommand({ Bucket, Key: 'signed-stream' }));
    expect((await bodyOf(read)).equals(Buffer.concat(chunks))).toBe(true);
    const tampered = await putSigned('signed-bad', chunks, (framed) =>
      framed.fill((framed[50_000] ?? 0) ^ 1, 50_000, 50_001),
    );
    expect(tampered).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
    await expectNothing('signed-bad');
  });
});
