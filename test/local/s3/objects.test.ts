import { Readable } from 'node:stream';
import {
  ChecksumAlgorithm,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, bytes, codeIn, digest, type Harness, startHarness, storedFiles } from './harness.ts';

let harness: Harness;
const Bucket = 'objects';
beforeAll(async () => {
  harness = await startHarness();
  await harness.s3.ensureBucket(Bucket, { versioned: false });
});
afterAll(() => harness.close());

const put = (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
  harness.client().send(new PutObjectCommand({ Bucket, Key, Body: 'hello world', ...input }));
const get = async (Key: string) => bodyOf(await harness.client().send(new GetObjectCommand({ Bucket, Key })));

describe('PutObject and GetObject', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 1_500_000])('keeps %i bytes as they are', async (size) => {
    const data = bytes(size);
    const { ETag } = await put(`size/${size}`, { Body: data });
    expect(ETag).toBe(`"${Buffer.from(digest('md5', data), 'base64').toString('hex')}"`);
    expect((await get(`size/${size}`)).equals(data)).toBe(true);
  });

  it('takes the framing and the trailer off a stream', async () => {
    const data = bytes(700_000);
    const pieces = [data.subarray(0, 10), data.subarray(10, 300_000), data.subarray(300_000)];
    await put('stream', { Body: Readable.from(pieces), ContentLength: data.length, ContentEncoding: 'gzip' });
    const head = await harness.client().send(new HeadObjectCommand({ Bucket, Key: 'stream' }));
    expect(head).toMatchObject({ ContentLength: data.length, ContentEncoding: 'gzip' });
    expect((await get('stream')).equals(data)).toBe(true);
  });

  it.each([
    ChecksumAlgorithm.CRC32,
    ChecksumAlgorithm.CRC32C,
    ChecksumAlgorithm.CRC64NVME,
    ChecksumAlgorithm.SHA1,
    ChecksumAlgorithm.SHA256,
  ])('agrees with the SDK on %s', async (algorithm) => {
    const data = bytes(100_003);
    const stored = await put(`sum/${algorithm}`, { Body: data, ChecksumAlgorithm: algorithm });
    const field = `Checksum${algorithm}` as const;
    expect(stored[field]).toMatch(/=$/);
    const read = await harness
      .client()
      .send(new GetObjectCommand({ Bucket, Key: `sum/${algorithm}`, ChecksumMode: 'ENABLED' }));
    expect(read).toMatchObject({ [field]: stored[field], ChecksumType: 'FULL_OBJECT' });
    expect((await bodyOf(read)).equals(data)).toBe(true);
  });

  it.each(['MD5', 'SHA512'] as const)('verifies %s where its value is given', async (algorithm) => {
    const field = `Checksum${algorithm}` as const;
    const value = digest(algorithm.toLowerCase(), 'hello world');
    expect(await put(`sum/${algorithm}`, { [field]: value })).toMatchObject({ [field]: value });
    await expect(put(`sum/${algorithm}`, { [field]: value, Body: 'hello there' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
  });

  it('computes a CRC64NVME where the client sends no checksum', async () => {
    const key = 'sum/none';
    await harness.plain().send(new PutObjectCommand({ Bucket, Key: key, Body: '123456789' }));
    const head = await harness.plain().send(new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: 'ENABLED' }));
    // The check value of CRC-64/NVME in the catalogue of CRC algorithms.
    expect(head.ChecksumCRC64NVME).toBe(Buffer.from('ae8b14860a799888', 'hex').toString('base64'));
  });

  it('keeps headers and metadata, and says AES256', async () => {
    await put('meta', {
      ContentType: 'text/csv',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a b.csv"',
      ContentLanguage: 'de',
      Metadata: { owner: 'lab 7', note: 'x=y' },
      ServerSideEncryption: 'AES256',
    });
    const head = await harness.client().send(new HeadObjectCommand({ Bucket, Key: 'meta' }));
    expect(head).toMatchObject({
      ContentType: 'text/csv',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a b.csv"',
      ContentLanguage: 'de',
      Metadata: { owner: 'lab 7', note: 'x=y' },
      ServerSideEncryption: 'AES256',
      AcceptRanges: 'bytes',
    });
    expect(head.VersionId).toBeUndefined();
    await expect(put('meta2', { Metadata: { big: 'x'.repeat(2049) } })).rejects.toMatchObject({
      name: 'MetadataTooLarge',
    });
  });

  it('refuses to overwrite with If-None-Match, and with another ETag than If-Match', async () => {
    await put('once', { IfNoneMatch: '*' });
    await expect(put('once', { IfNoneMatch: '*', Body: 'other' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    expect((await get('once')).toString()).toBe('hello world');
    const { ETag } = await put('once', { Body: 'second' });
    await expect(put('once', { IfMatch: '"0"', Body: 'third' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await put('once', { IfMatch: ETag, Body: 'third' });
    await expect(put('never', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect((await get('once')).toString()).toBe('third');
  });

  it('keeps no file of what was replaced or refused', async () => {
    await put('filed', { Body: bytes(100_000) });
    const before = await storedFiles(harness);
    await put('filed', { Body: bytes(200_000) });
    await put('filed', { Body: bytes(300_000) });
    await expect(put('filed', { Body: bytes(100_000), IfNoneMatch: '*' })).rejects.toThrow();
    await expect(put('filed', { Body: 'small', IfNoneMatch: '*' })).rejects.toThrow();
    await expect.poll(() => storedFiles(harness)).toBe(before);
    await put('filed', { Body: '' });
    await expect.poll(() => storedFiles(harness)).toBe(before - 1);
  });

  it('lets exactly one of many racing creators win', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => put('race', { IfNoneMatch: '*', Body: `winner ${i}` })),
    );
    expect(attempts.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  });
});

describe('reading', () => {
  beforeAll(() => put('read', { Body: '0123456789' }).then(() => put('large', { Body: bytes(600_000) })));
  const url = async (key = 'read', input = {}) =>
    getSignedUrl(harness.plain(), new GetObjectCommand({ Bucket, Key: key, ...input }));

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=-100', '0123456789', 'bytes 0-9/10'],
  ])('gives the range %s', async (range, text, contentRange) => {
    const response = await fetch(await url(), { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(response.headers.get('content-length')).toBe(String(text.length));
    expect(await response.text()).toBe(text);
  });

  it.each(['bytes=10-', 'bytes=-0', 'bytes=99-100'])('answers 416 to %s', async (range) => {
    const response = await fetch(await url(), { headers: { range } });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */10');
  });

  it.each(['bytes=5-2', 'bytes=a-b', 'items=0-1', 'bytes=0-1,3-4'])('gives everything for %s', async (range) => {
    const response = await fetch(await url(), { headers: { range } });
    expect([response.status, await response.text()]).toEqual([200, '0123456789']);
  });

  it('gives a range out of the middle of a large object', async () => {
    const response = await fetch(await url('large'), { headers: { range: 'bytes=262100-400000' } });
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes(600_000).subarray(262_100, 400_001))).toBe(true);
  });

  it('resumes only the state that If-Range names', async () => {
    const etag = (await fetch(await url())).headers.get('etag') ?? '';
    const status = async (ifRange: string) =>
      (await fetch(await url(), { headers: { range: 'bytes=1-2', 'if-range': ifRange } })).status;
    expect(await status(etag)).toBe(206);
    expect(await status('"other"')).toBe(200);
  });

  it('overrides response headers as the URL says', async () => {
    const overrides = { ResponseContentDisposition: 'attachment; filename="ü.txt"', ResponseContentType: 'x/y' };
    const response = await fetch(await url('read', { ...overrides, ResponseContentDisposition: 'inline' }));
    expect(response.headers.get('content-disposition')).toBe('inline');
    expect(response.headers.get('content-type')).toBe('x/y');
  });

  it('refuses an override that no header can carry', async () => {
    const response = await fetch(await url('read', { ResponseContentDisposition: 'attachment; filename="日本.txt"' }));
    expect([response.status, codeIn(await response.text())]).toEqual([400, 'InvalidArgument']);
  });

  it('answers conditions', async () => {
    const first = await fetch(await url());
    const etag = first.headers.get('etag') ?? '';
    const modified = first.headers.get('last-modified') ?? '';
    const status = async (headers: Record<string, string>) => (await fetch(await url(), { headers })).status;
    expect(await status({ 'if-none-match': etag })).toBe(304);
    expect(await status({ 'if-none-match': '"x"' })).toBe(200);
    expect(await status({ 'if-modified-since': modified })).toBe(304);
    expect(await status({ 'if-match': '"x"' })).toBe(412);
    expect(await status({ 'if-match': etag })).toBe(200);
    expect(await status({ 'if-unmodified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' })).toBe(412);
  });

  it('answers HEAD without a body and 404 for what is not there', async () => {
    const head = new HeadObjectCommand({ Bucket, Key: 'not there' });
    await expect(harness.client().send(head)).rejects.toMatchObject({ name: 'NotFound' });
    await expect(get('not there')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const other = new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'k' });
    await expect(harness.client().send(other)).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('reads within the process, with ranges', async () => {
    const whole = harness.s3.readObject(Bucket, 'read');
    expect(whole).toMatchObject({ status: 200, headers: { 'content-length': '10' } });
    expect((await whole?.stream.toArray())?.join('')).toBe('0123456789');
    const range = harness.s3.readObject(Bucket, 'large', 'bytes=100000-');
    expect(range).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 100000-599999/600000' } });
    expect(Buffer.concat((await range?.stream.toArray()) ?? []).length).toBe(500_000);
    expect(harness.s3.readObject(Bucket, 'not there')).toBeUndefined();
    expect(harness.s3.readObject('no-such-bucket', 'read')).toBeUndefined();
    expect(() => harness.s3.readObject(Bucket, 'read', 'bytes=10-')).toThrow(/not satisfiable/);
  });

  it('finishes a download of an object that is replaced meanwhile', async () => {
    const data = bytes(3_000_000);
    await put('replaced', { Body: data });
    const reading = harness.s3.readObject(Bucket, 'replaced');
    await put('replaced', { Body: 'short' });
    expect(Buffer.concat((await reading?.stream.toArray()) ?? []).equals(data)).toBe(true);
    expect((await get('replaced')).toString()).toBe('short');
  });
});

describe('odd keys', () => {
  it.each([
    '../../../../waybill-traversal',
    'a/../../b',
    '..',
    './x',
    '/leading//double/',
    'd é/ü +%&=~x (1)\'!*".txt',
    'line\nbreak\rtab\t',
    '日本語/🧬',
    '%2e%2e%2f',
    `${'long/'.repeat(204)}1024`,
  ])('keeps %.40j apart from all others', async (key) => {
    await put(key, { Body: key });
    expect((await get(key)).toString()).toBe(key);
  });

  it('refuses a key of more than 1024 bytes', async () => {
    await expect(put('ü'.repeat(513))).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });
});

describe('DeleteObject and DeleteObjects', () => {
  it('removes, and succeeds where there is nothing', async () => {
    await put('gone');
    for (let i = 0; i < 2; i++) await harness.client().send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await expect(get('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('removes many, with odd names', async () => {
    const keys = ['m/ 1 ', 'm/<&>"', 'm/\r\n', 'm/none'];
    for (const key of keys.slice(0, 3)) await put(key);
    const Objects = keys.map((Key) => ({ Key }));
    const { Deleted, Errors } = await harness.client().send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map((each) => each.Key)).toEqual(keys);
    expect(Errors).toBeUndefined();
    for (const key of keys) await expect(get(key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('tags', () => {
  it('are put, read, counted and deleted', async () => {
    await put('tagged', { Tagging: 'a=1&b=x%20y' });
    const tags = async () =>
      (await harness.client().send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))).TagSet;
    expect(await tags()).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: 'x y' },
    ]);
    expect((await harness.client().send(new GetObjectCommand({ Bucket, Key: 'tagged' }))).TagCount).toBe(2);
    const TagSet = [{ Key: 'state', Value: '<done>' }];
    await harness.client().send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet } }));
    expect(await tags()).toEqual(TagSet);
    expect((await get('tagged')).toString()).toBe('hello world');
    await harness.client().send(new DeleteObjectTaggingCommand({ Bucket, Key: 'tagged' }));
    expect(await tags()).toEqual([]);
  });

  it('are refused where they are too many or repeat', async () => {
    const many = Array.from({ length: 11 }, (_, i) => `t${i}=1`).join('&');
    for (const Tagging of [many, 'a=1&a=2', `a=${'x'.repeat(257)}`])
      await expect(put('untagged', { Tagging })).rejects.toMatchObject({ name: 'InvalidTag' });
  });
});
