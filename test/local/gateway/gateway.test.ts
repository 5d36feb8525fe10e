import { mkdtempSync } from 'node:fs';
import { request as rawRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../local/aws/caller.ts';
import { startGateway } from '../../../local/gateway/gateway.ts';
import { startS3 } from '../../../local/s3/start.ts';
import { createPlatform, type Platform, type PlatformOptions } from '../fixtures/platform.ts';
import { siteResources } from '../fixtures/site.ts';

// The function does what the header x-do names and otherwise returns the event that it got.
const code = `
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const handler = async (event) => {
  const what = event.headers['x-do'];
  if (what === 'throw') throw new Error('secret detail');
  if (what === 'slow') await wait(1500);
  if (what !== undefined && what.startsWith('{')) return JSON.parse(what);
  if (what === 'text') return 'just text';
  if (what === 'nothing') return undefined;
  if (what === 'large') return { statusCode: 200, body: 'x'.repeat(7 * 1024 * 1024) };
  return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...event, body: event.body?.slice(0, 100), length: event.body?.length }) };
};`;

// The real S3, with one object that may be read and one that may not.
let s3: Awaited<ReturnType<typeof startS3>>;
async function putObjects(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'waybill-s3-'));
  const operator: Caller = { accessKeyId: 'A', secretAccessKey: 'S', name: 'operator', allows: () => true };
  s3 = await startS3({ port: 0, directory, callers: { find: () => operator }, emit: async () => undefined });
  await s3.ensureBucket('test-release', { versioned: true });
  const client = new S3Client({ endpoint: s3.url, region: 'us-east-1', credentials: operator });
  for (const Key of ['open/a b.txt', 'private/x']) {
    await client.send(
      new PutObjectCommand({ Bucket: 'test-release', Key, Body: '0123456789', ContentType: 'text/plain' }),
    );
  }
}

const open: { platform: Platform; gateway: Awaited<ReturnType<typeof startGateway>> }[] = [];
async function start(resources: PlatformOptions['resources']): Promise<string> {
  const platform = createPlatform({ resources, code: { Door: code } });
  const gateway = await startGateway({
    port: 0,
    stack: platform.stack,
    invoke: (functionArn, payload) => platform.lambda.invoke(functionArn, payload),
    readObject: (...object) => s3.readObject(...object),
    showError: (line) => platform.errors.push(line),
  });
  open.push({ platform, gateway });
  return gateway.url;
}

let url: string;
beforeAll(async () => {
  await putObjects();
  url = await start(
    siteResources(['GET /v1/items/{id}', 'POST /v1/items', 'ANY /v1/any/{proxy+}', 'OPTIONS /v1/items'], {
      integration: { TimeoutInMillis: 1000 },
    }),
  );
});
afterAll(async () => {
  for (const { platform, gateway } of open) {
    await gateway.close();
    await platform.lambda.close();
    platform.remove();
  }
  await s3.close();
});

type Json = Record<string, unknown>;
const event = async (path: string, init?: RequestInit): Promise<Json & { requestContext: Json; headers: Json }> =>
  (await fetch(`${url}${path}`, init)).json() as never;
const answer = async (what: unknown): Promise<Response> =>
  fetch(`${url}/v1/items/1`, { headers: { 'x-do': typeof what === 'string' ? what : JSON.stringify(what) } });

/** fetch joins headers and hides broken connections, so some requests are sent by hand. */
async function send(options: { method: string; path: string; headers?: string[]; body?: Buffer; base?: string }) {
  const { hostname, port } = new URL(options.base ?? url);
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string; headers: Json }>();
  const headers = options.headers ?? [];
  const sent = rawRequest(
    { hostname, port, method: options.method, path: options.path, headers: ['host', 'site', ...headers] },
    (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
        reject,
      );
    },
  );
  sent.on('error', reject);
  sent.end(options.body);
  return promise;
}

describe('the event of payload format 2.0', () => {
  it('says what was asked', async () => {
    const got = await event('/v1/items/a%20b%C3%A4?tag=1&tag=2&empty=&q=x%2Fy', {
      headers: { cookie: 'a=1; b=2', 'X-Own': 'v' },
    });
    expect(got).toMatchObject({
      version: '2.0',
      routeKey: 'GET /v1/items/{id}',
      rawPath: '/v1/items/a bä',
      rawQueryString: 'tag=1&tag=2&empty=&q=x%2Fy',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { tag: '1,2', empty: '', q: 'x/y' },
      pathParameters: { id: 'a bä' },
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        stage: '$default',
        routeKey: 'GET /v1/items/{id}',
        http: { method: 'GET', path: '/v1/items/a bä' },
      },
    });
    expect(got.headers).toMatchObject({ 'x-own': 'v', 'x-from': 'distribution', 'x-forwarded-proto': 'https' });
    expect(got.headers).not.toHaveProperty('cookie');
    expect(got.headers['host']).toBe(got.requestContext['domainName']);
    expect(got.requestContext['time']).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(got).not.toHaveProperty('body');
  });

  it('leaves out what is not there', async () => {
    const got = await event('/v1/items', { method: 'POST' });
    for (const key of ['cookies', 'queryStringParameters', 'pathParameters', 'body'])
      expect(got).not.toHaveProperty(key);
  });

  it('joins repeated headers', async () => {
    const { body } = await send({ method: 'GET', path: '/v1/items/1', headers: ['X-Tag', 'a', 'x-tag', 'b'] });
    expect((JSON.parse(body) as { headers: Json }).headers['x-tag']).toBe('a,b');
  });

  it('shows the edge as source and the viewer in x-forwarded-for, after what the viewer claims', async () => {
    const got = await event('/v1/items/1', { headers: { 'x-forwarded-for': '8.8.8.8' } });
    expect(got.headers['x-forwarded-for']).toBe('8.8.8.8, 127.0.0.1, 203.0.113.1');
    expect((got.requestContext['http'] as Json)['sourceIp']).toBe('203.0.113.1');
  });

  it.each([
    ['application/json; charset=utf-8', '{"a":"ä"}', false],
    ['text/csv', 'a,b', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['multipart/form-data; boundary=x', '--x--', true],
    ['application/octet-stream', 'raw', true],
  ])('of type %s has a body in the right encoding', async (type, body, base64) => {
    const got = await event('/v1/items', { method: 'POST', body, headers: { 'content-type': type } });
    expect(got['isBase64Encoded']).toBe(base64);
    expect(base64 ? Buffer.from(String(got['body']), 'base64').toString() : got['body']).toBe(body);
  });

  it('has base64 without a content type', async () => {
    const { body } = await send({ method: 'POST', path: '/v1/items', body: Buffer.from('x') });
    expect(JSON.parse(body)).toMatchObject({ isBase64Encoded: true, body: 'eA==' });
  });
});

describe('paths', () => {
  it('are decoded before they are matched, and cut at a decoded question mark', async () => {
    expect((await fetch(`${url}/v1/items/a%2Fb`)).status).toBe(404);
    expect((await event('/v1/any/a%2Fb%3Fc'))['pathParameters']).toEqual({ proxy: 'a/b' });
    expect((await fetch(`${url}/v1/items/%E0%A4%A`)).status).toBe(400);
  });

  it('that no route has are Not Found', async () => {
    const response = await fetch(`${url}/nowhere`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'Not Found' });
    expect((await fetch(`${url}/v1/items`, { method: 'DELETE' })).status).toBe(404);
    expect((await fetch(`${url}/v1/items/1`, { method: 'HEAD' })).status).toBe(404);
  });

  it('answer OPTIONS and HEAD only where a route says so', async () => {
    expect((await fetch(`${url}/v1/items`, { method: 'OPTIONS' })).status).toBe(200);
    const head = await fetch(`${url}/v1/any/x`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(100);
    expect(await head.text()).toBe('');
  });
});

describe('the response', () => {
  it('has the status, headers, cookies and decoded body of the function', async () => {
    const response = await answer({
      statusCode: 201,
      headers: { 'X-A': 1, Location: '/x' },
      cookies: ['a=1; Path=/', 'b=2'],
      body: 'w6Q=',
      isBase64Encoded: true,
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-a')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe('ä');
  });

  it.each([
    [{ a: 1 }, '{"a":1}'],
    ['text', '"just text"'],
    ['nothing', 'null'],
  ])('is the result itself when %j has no status', async (what, body) => {
    const response = await answer(what);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe(body);
  });

  it('is an Internal Server Error without detail when the function fails or answers nonsense', async () => {
    for (const what of ['throw', { statusCode: 'no' }, { statusCode: 200, body: { a: 1 } }, 'large']) {
      const response = await answer(what);
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ message: 'Internal Server Error' });
    }
  });

  it('is Service Unavailable when the function takes longer than the integration waits', async () => {
    const response = await answer('slow');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: 'Service Unavailable' });
  });
});

describe('limits', () => {
  const post = (size: number) =>
    send({
      method: 'POST',
      path: '/v1/items',
      headers: ['content-type', 'application/octet-stream', 'content-length', String(size)],
      body: Buffer.alloc(size),
    });

  it('answers a body over 10 MB, however long, and one that base64 takes over 6 MB', async () => {
    for (const size of [40_000_000, 10 * 1024 * 1024 + 1, 5_000_000]) {
      const { status, body } = await post(size);
      expect([status, JSON.parse(body)]).toEqual([413, { message: 'Request Entity Too Large' }]);
    }
    expect((await post(4_500_000)).status).toBe(200);
  });

  it('answers headers over 10,240 bytes', async () => {
    expect((await fetch(`${url}/v1/items/1`, { headers: { 'x-long': 'x'.repeat(10_300) } })).status).toBe(431);
    expect((await fetch(`${url}/v1/items/1`, { headers: { 'x-long': 'x'.repeat(9000) } })).status).toBe(200);
  });

  it('throttles as the stage says', async () => {
    const base = await start(
      siteResources(['GET /a', 'GET /b'], {
        stage: {
          DefaultRouteSettings: { ThrottlingBurstLimit: 3, ThrottlingRateLimit: 0.1 },
          RouteSettings: { 'GET /b': { ThrottlingBurstLimit: 1 } },
        },
      }),
    );
    const statuses = async (path: string) =>
      Promise.all([1, 2, 3, 4].map(async () => (await fetch(`${base}${path}`)).status));
    expect((await statuses('/b')).toSorted((a, b) => a - b)).toEqual([200, 429, 429, 429]);
    expect((await statuses('/a')).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 429]);
    expect(await (await fetch(`${base}/a`)).json()).toEqual({ message: 'Too Many Requests' });
  });

  it('refuses a GET with a body, as CloudFront does', async () => {
    expect(
      (await send({ method: 'GET', path: '/v1/items/1', headers: ['content-length', '1'], body: Buffer.from('x') }))
        .status,
    ).toBe(403);
  });
});

describe('CORS of the API', () => {
  it('answers preflights itself and adds headers for allowed origins', async () => {
    const base = await start(
      siteResources(['GET /a'], {
        api: {
          CorsConfiguration: {
            AllowOrigins: ['https://a.example'],
            AllowMethods: ['GET'],
            AllowHeaders: ['authorization'],
            MaxAge: 60,
          },
        },
      }),
    );
    const asked = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
    const preflight = await fetch(`${base}/anything`, { method: 'OPTIONS', headers: asked });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization');
    const allowed = await fetch(`${base}/a`, { headers: { origin: 'https://a.example' } });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://a.example');
    const other = await fetch(`${base}/a`, { headers: { origin: 'https://b.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('files of the release bucket', () => {
  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${url}/open/a%20b.txt`, { headers, method });

  it('come with their type, tag and the headers of the policy', async () => {
    const response = await get({ origin: 'https://else.example' });
    expect(await response.text()).toBe('0123456789');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '10',
      etag: '"781e5e245d69b566979b86e28d23f2c7"',
      'content-security-policy': 'sandbox',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'ETag',
      'x-kind': 'open',
    });
    const head = await get({}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
  });

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=0-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=10-', 416, undefined, 'bytes */10'],
    ['bytes=1-2,4-5', 200, '0123456789', null],
  ])('come in part: %s', async (range, status, body, contentRange) => {
    const response = await get({ range });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
    if (body !== undefined) expect(await response.text()).toBe(body);
  });

  it('are not sent again to whom has them', async () => {
    const { etag = '', 'last-modified': modified = '' } = Object.fromEntries((await get()).headers) as Record<
      string,
      string
    >;
    expect((await get({ 'if-none-match': `"e0", ${etag}` })).status).toBe(304);
    expect((await get({ 'if-none-match': '"e0"' })).status).toBe(200);
    expect((await get({ 'if-modified-since': modified })).status).toBe(304);
    expect((await get({ 'if-modified-since': 'Sun, 01 Nov 2020 10:00:00 GMT' })).status).toBe(200);
    expect((await get({ range: 'bytes=0-1', 'if-range': '"old"' })).status).toBe(200);
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
  });

  it('are refused where the bucket policy does not let CloudFront read, and where there are none', async () => {
    for (const path of ['/private/x', '/open/none', '/open/%2e%2e/private/x']) {
      const response = await fetch(`${url}${path}`);
      expect([path, response.status]).toEqual([path, 403]);
      expect(await response.text()).toContain('<Code>AccessDenied</Code>');
    }
  });

  it('take no other method', async () => {
    expect((await fetch(`${url}/open/a%20b.txt`, { method: 'PUT', body: 'x' })).status).toBe(403);
  });
});

describe('what the gateway does not know', () => {
  const refused = async (resources: PlatformOptions['resources'], message: string) => {
    await expect(start(resources)).rejects.toThrow(message);
  };

  it('stops the start', async () => {
    const site = siteResources(['GET /a']);
    const properties = site['Site']?.Properties?.['DistributionConfig'] as Record<string, object>;
    const changed = (change: object) => ({
      ...site,
      Site: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: { ...properties, ...change } } },
    });
    await refused(
      changed({
        DefaultCacheBehavior: { ...properties['DefaultCacheBehavior'], LambdaFunctionAssociations: [{ a: 1 }] },
      }),
      'LambdaFunctionAssociations is not known',
    );
    await refused(changed({ CustomErrorResponses: [{ ErrorCode: 404 }] }), 'CustomErrorResponses is not known');
    await refused(
      changed({ DefaultCacheBehavior: { ...properties['DefaultCacheBehavior'], OriginRequestPolicyId: 'x' } }),
      'origin request policy x',
    );
    await refused(siteResources(['GET /a'], { integration: { PayloadFormatVersion: '1.0' } }), 'payload format 2.0');
    await refused(siteResources(['GET /a'], { stage: { StageName: 'prod' } }), 'named $default');
    const { Permission: _, ...unpermitted } = site;
    await refused(unpermitted, 'no AWS::Lambda::Permission lets the API invoke');
  });
});
