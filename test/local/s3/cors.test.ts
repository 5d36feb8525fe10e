import { GetBucketCorsCommand, PutBucketCorsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
const Bucket = 'shared';
beforeAll(async () => {
  harness = await startHarness();
  await harness.s3.ensureBucket(Bucket, {
    versioned: false,
    cors: [
      {
        allowedOrigins: ['http://app.local:3000', 'https://*.example.org'],
        allowedMethods: ['GET', 'PUT'],
        allowedHeaders: ['content-type', 'x-amz-*'],
        exposedHeaders: ['ETag', 'x-amz-version-id'],
        maxAgeSeconds: 60,
      },
      { allowedOrigins: ['*'], allowedMethods: ['HEAD'] },
    ],
  });
});
afterAll(() => harness.close());

async function preflight(origin: string, method: string, headers = '') {
  const response = await fetch(`${harness.s3.url}/${Bucket}/any`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      ...(headers === '' ? {} : { 'access-control-request-headers': headers }),
    },
  });
  const { status } = response;
  return { status, header: (name: string) => response.headers.get(`access-control-${name}`) };
}

describe('preflight', () => {
  it('is allowed by the rule that fits origin, method and headers', async () => {
    const { status, header } = await preflight('http://app.local:3000', 'PUT', 'Content-Type, X-Amz-Checksum-Sha256');
    expect(status).toBe(200);
    expect(header('allow-origin')).toBe('http://app.local:3000');
    expect(header('allow-headers')).toBe('content-type, x-amz-checksum-sha256');
    expect(header('allow-methods')).toBe('GET, PUT');
    expect(header('expose-headers')).toBe('ETag, x-amz-version-id');
    expect(header('max-age')).toBe('60');
  });

  it.each([
    ['https://a.example.org', 'GET', '', 200],
    ['https://example.org', 'GET', '', 403],
    ['https://a.example.org.evil', 'GET', '', 403],
    ['http://evil.local', 'PUT', '', 403],
    ['http://app.local:3000', 'DELETE', '', 403],
    ['http://app.local:3000', 'PUT', 'authorization', 403],
    ['http://evil.local', 'HEAD', '', 200],
  ])('%s %s %s: %i', async (origin, method, headers, expected) => {
    expect((await preflight(origin, method, headers)).status).toBe(expected);
  });

  it('answers a star where the rule is for all origins', async () => {
    expect((await preflight('http://any.local', 'HEAD')).header('allow-origin')).toBe('*');
  });
});

describe('other responses', () => {
  it('carry the headers for an allowed origin, errors too, and none for another', async () => {
    const url = await getSignedUrl(harness.plain(), new PutObjectCommand({ Bucket, Key: 'k' }));
    const put = (origin: string, target = url) => fetch(target, { method: 'PUT', body: 'x', headers: { origin } });
    const allowed = await put('http://app.local:3000');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://app.local:3000');
    expect(allowed.headers.get('access-control-expose-headers')).toContain('ETag');
    expect(allowed.headers.get('vary')).toContain('Origin');
    const refused = await put('http://app.local:3000', url.replace('/k?', '/other?'));
    expect(refused.status).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBe('http://app.local:3000');
    expect((await put('http://evil.local')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('PutBucketCors', () => {
  it('replaces the rules, and GetBucketCors reads them', async () => {
    await harness.s3.ensureBucket('other-cors', { versioned: false });
    const get = () => harness.client().send(new GetBucketCorsCommand({ Bucket: 'other-cors' }));
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchCORSConfiguration' });
    const CORSRules = [
      {
        AllowedOrigins: ['*'],
        AllowedMethods: ['GET', 'PUT'],
        AllowedHeaders: ['*'],
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: 5,
      },
    ];
    const put = (rules: typeof CORSRules) =>
      harness
        .client()
        .send(new PutBucketCorsCommand({ Bucket: 'other-cors', CORSConfiguration: { CORSRules: rules } }));
    await put(CORSRules);
    expect((await get()).CORSRules).toEqual(CORSRules);
    const unknown = CORSRules.map((rule) => ({ ...rule, AllowedMethods: ['PATCH'] }));
    await expect(put(unknown)).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});
