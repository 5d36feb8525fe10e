import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBucket } from '../../../adapters/s3/client.ts';
import { type CopyState, copyVersion } from '../../../adapters/s3/copy.ts';
import { abortUpload, completeUpload, createUpload, listParts } from '../../../adapters/s3/multipart.ts';
import { deleteObject, headObject, openObject, putObject, readRange } from '../../../adapters/s3/objects.ts';
import { partRanges } from '../../../adapters/s3/part-plan.ts';
import { type Presigned, presignGet, presignPart, presignPut } from '../../../adapters/s3/presign.ts';
import { localStore } from './local-store.ts';

const MIB = 1024 ** 2;
const hex = (algorithm: 'md5' | 'sha256', bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');

let store: Awaited<ReturnType<typeof localStore>>;
beforeAll(async () => {
  store = await localStore('uploads');
});
afterAll(() => store.close());

let names = 0;
/** A key of its own for every test, with all that makes keys hard to sign. */
const newKey = () => `3f/file ${++names}/é+(1)!*'~&=%.gz`;
const address = (key: string) => ({ bucket: store.bucket, key });

async function send({ url, method, headers }: Presigned, body: Uint8Array, change: Record<string, string> = {}) {
  const response = await fetch(url, { method, headers: { ...headers, ...change }, body: Buffer.from(body) });
  const text = await response.text();
  return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(text)?.[1], etag: response.headers.get('etag') };
}

describe('a signed PUT', () => {
  const body = randomBytes(5_000);
  const declared = { size: body.length, md5Hex: hex('md5', body), sha256Hex: hex('sha256', body) };
  const sign = (key = newKey(), change = {}) =>
    presignPut({ ...address(key), ...declared, ifNoneMatch: true, expiresIn: 60, ...change });

  test('takes the declared bytes, once, and S3 proves them', async () => {
    const key = newKey();
    const signed = await sign(key);
    expect(await send(signed, body)).toMatchObject({ status: 200 });
    const { md5Hex: md5, sha256Hex: sha256, size } = declared;
    expect(await headObject(address(key))).toMatchObject({ size, md5, sha256, versionId: expect.any(String) });
    expect(await send(signed, body)).toMatchObject({ status: 412 });
  });

  test('takes no other bytes of the same length', async () => {
    const other = Buffer.from(body);
    other[4_999] = (other[4_999] ?? 0) ^ 1;
    const key = newKey();
    expect(await send(await sign(key), other)).toMatchObject({ status: 400, code: 'BadDigest' });
    expect(await headObject(address(key))).toBeUndefined();
  });

  test('takes no other length, although nothing but the length is declared', async () => {
    const signed = await presignPut({ ...address(newKey()), size: 10, expiresIn: 60 });
    expect(await send(signed, body)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    expect(await send(signed, body.subarray(0, 10))).toMatchObject({ status: 200 });
  });

  test.each(['content-md5', 'x-amz-checksum-sha256', 'if-none-match'])('needs %s as it was signed', async (name) => {
    const signed = await sign();
    const { [name]: _left, ...others } = signed.headers;
    expect(await send({ ...signed, headers: others }, body)).toMatchObject({ status: 403 });
    expect(await send(signed, body, { [name]: 'XUFAKrxLKna5cZ2REBfFkg==' })).toMatchObject({ status: 403 });
  });

  test('works for its key only', async () => {
    const signed = await sign();
    const url = signed.url.replace('/3f/', '/4f/');
    expect(await send({ ...signed, url }, body)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  test('expires', async () => {
    const signed = await sign(newKey(), { at: new Date(Date.now() - 61_000) });
    expect(await send(signed, body)).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  test('is refused by a bucket of somebody else', async () => {
    const bucket = openBucket(store.bucket.client, store.bucket.name, '999999999999');
    const signed = await presignPut({ bucket, key: newKey(), expiresIn: 60 });
    expect(await send(signed, body)).toMatchObject({ status: 403, code: 'AccessDenied' });
    await expect(headObject({ bucket, key: 'k' })).rejects.toThrow();
  });
});

test('a download comes under its own name, of the version that was signed', async () => {
  const key = newKey();
  const first = await putObject({ ...address(key), body: 'first', contentType: 'text/plain' });
  await putObject({ ...address(key), body: 'second', contentType: 'text/plain' });
  const { url } = await presignGet({
    ...address(key),
    versionId: first.versionId ?? '',
    fileName: 'Zürich "raw".csv',
    contentType: 'text/csv',
    expiresIn: 60,
  });
  const response = await fetch(url);
  expect(await response.text()).toBe('first');
  expect(response.headers.get('content-type')).toBe('text/csv');
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="Z_rich _raw_.csv"; filename*=UTF-8''Z%C3%BCrich%20%22raw%22.csv`,
  );
});

describe('objects', () => {
  test('are written with their checksum, read by range and as a stream, and deleted', async () => {
    const key = newKey();
    const body = randomBytes(100_000);
    const { versionId = '' } = await putObject({
      ...address(key),
      body,
      contentType: 'application/json',
      metadata: { step: 'qc' },
    });
    expect(await headObject({ ...address(key), versionId })).toMatchObject({
      size: 100_000,
      sha256: hex('sha256', body),
      contentType: 'application/json',
      metadata: { step: 'qc' },
    });
    const range = await readRange({ ...address(key), versionId, start: 10, end: 70_000 });
    expect(Buffer.compare(range, body.subarray(10, 70_000))).toBe(0);
    const { stream, size } = await openObject({ ...address(key), versionId });
    expect(size).toBe(100_000);
    expect(Buffer.compare(Buffer.concat(await stream.toArray()), body)).toBe(0);
    await deleteObject({ ...address(key), versionId });
    expect(await headObject({ ...address(key), versionId })).toBeUndefined();
    await expect(openObject({ ...address(key), versionId })).rejects.toMatchObject({ name: 'ObjectMissing' });
  });

  test('are not replaced where that was excluded', async () => {
    const object = { ...address(newKey()), body: '{}', contentType: 'application/json', ifNoneMatch: true };
    await putObject(object);
    await expect(putObject(object)).rejects.toMatchObject({ name: 'ObjectExists', kind: 'conflict' });
  });
});

describe('a multipart upload', () => {
  const body = randomBytes(11 * MIB);
  const partSize = 5 * MIB;

  async function sendPart(key: string, uploadId: string, partNumber: number, bytes = body) {
    const { start, end } = partRanges(body.length, partSize)[partNumber - 1] ?? { start: 0, end: 0 };
    const md5Hex = hex('md5', body.subarray(start, end));
    const signed = await presignPart({ ...address(key), uploadId, partNumber, md5Hex, expiresIn: 60 });
    return send(signed, bytes.subarray(start, end));
  }

  test('resumes by what S3 has, and is completed once however often that is asked', async () => {
    const key = newKey();
    const uploadId = await createUpload({ ...address(key), contentType: 'application/gzip' });
    const upload = { ...address(key), uploadId };
    const whole = { ...upload, size: body.length, partSize, ifNoneMatch: true };
    expect(await listParts(upload)).toEqual([]);
    await sendPart(key, uploadId, 3);
    await sendPart(key, uploadId, 1);
    expect((await listParts(upload)).map(({ partNumber, size }) => [partNumber, size])).toEqual([
      [1, partSize],
      [3, MIB],
    ]);
    await expect(completeUpload(whole)).rejects.toThrow('of 3 parts, send 2 again');
    expect(await sendPart(key, uploadId, 2, Buffer.alloc(body.length))).toMatchObject({ status: 400 });
    await expect(completeUpload(whole)).rejects.toThrow('of 3 parts, send 2 again');
    await sendPart(key, uploadId, 2);
    const object = await completeUpload(whole);
    expect(object).toEqual({ size: body.length, versionId: expect.any(String) });
    expect(await completeUpload(whole)).toEqual(object);
    const stored = await headObject(address(key));
    expect(stored).toMatchObject({ ...object, contentType: 'application/gzip' });
    expect(stored?.md5).toBeUndefined();
    const bytes = await readRange({ ...address(key), start: 0, end: body.length });
    expect(Buffer.compare(bytes, body)).toBe(0);
  });

  test('does not replace an object that came first', async () => {
    const key = newKey();
    const uploadId = await createUpload(address(key));
    await sendPart(key, uploadId, 1);
    await sendPart(key, uploadId, 2);
    await sendPart(key, uploadId, 3);
    await putObject({ ...address(key), body: 'first', contentType: 'text/plain' });
    const whole = { ...address(key), uploadId, size: body.length, partSize, ifNoneMatch: true };
    await expect(completeUpload(whole)).rejects.toMatchObject({ name: 'ObjectExists' });
  });

  test('is gone after it was aborted', async () => {
    const key = newKey();
    const upload = { ...address(key), uploadId: await createUpload(address(key)) };
    await abortUpload(upload);
    await expect(listParts(upload)).rejects.toMatchObject({ name: 'UploadMissing' });
    await abortUpload(upload);
  });
});

describe('a copy of a version', () => {
  const body = randomBytes(11 * MIB);
  const rules = { singleUpTo: MIB, partSize: 5 * MIB, concurrency: 2 };
  let from: Parameters<typeof copyVersion>[0]['from'];
  beforeAll(async () => {
    const key = newKey();
    const { versionId = '' } = await putObject({ ...address(key), body, contentType: 'application/gzip' });
    // What is verified is what is released: a later PUT under the same key changes nothing.
    await putObject({ ...address(key), body: 'later', contentType: 'text/plain' });
    from = { ...address(key), versionId, size: body.length };
  });

  const versions = async (key: string) => (await headObject(address(key)))?.versionId;
  const isCopied = async (key: string) =>
    Buffer.compare(await readRange({ ...address(key), start: 0, end: body.length }), body) === 0;

  test('has its bytes and what it is described with, and is made once', async () => {
    const to = {
      ...address(newKey()),
      contentType: 'application/gzip',
      contentDisposition: 'attachment; filename="a.gz"',
      metadata: { md5: hex('md5', body) },
    };
    const result = await copyVersion({ from, to });
    if (!result.done) throw new Error('expected the copy to end');
    expect(await headObject(to)).toMatchObject({
      ...result.object,
      size: body.length,
      contentType: 'application/gzip',
      metadata: { 'source-version': from.versionId, md5: hex('md5', body) },
    });
    expect(await isCopied(to.key)).toBe(true);
    expect(await copyVersion({ from, to })).toEqual(result);
    expect(await versions(to.key)).toBe(result.object.versionId);
  });

  test('replaces that of another version', async () => {
    const to = address(newKey());
    const { versionId = '' } = await putObject({ ...address(from.key), body: 'newer', contentType: 'text/plain' });
    await copyVersion({ from: { ...from, versionId, size: 5 }, to });
    const result = await copyVersion({ from, to });
    expect(await isCopied(to.key)).toBe(true);
    expect(result).toEqual({ done: true, object: { size: body.length, versionId: await versions(to.key) } });
  });

  test('goes on part by part where the deadline stopped it', async () => {
    const to = { ...address(newKey()), contentType: 'application/gzip' };
    let state: CopyState | undefined;
    let calls = 0;
    for (;;) {
      const result = await copyVersion({ from, to, state, deadline: () => true, rules: { ...rules, concurrency: 1 } });
      calls++;
      if (result.done) break;
      expect(result.state.uploadId).toBe(state?.uploadId ?? result.state.uploadId);
      expect(await headObject(to)).toBeUndefined();
      state = JSON.parse(JSON.stringify(result.state)) as CopyState;
    }
    expect(calls).toBe(3);
    expect(await isCopied(to.key)).toBe(true);
    expect(await headObject(to)).toMatchObject({ metadata: { 'source-version': from.versionId } });
    const version = await versions(to.key);
    expect(await copyVersion({ from, to, rules })).toMatchObject({ done: true });
    expect(await versions(to.key)).toBe(version);
  });

  test('begins anew where its upload has expired', async () => {
    const to = address(newKey());
    const state = { uploadId: await createUpload(to), partSize: 5 * MIB };
    await abortUpload({ ...to, uploadId: state.uploadId });
    expect(await copyVersion({ from, to, state, rules })).toMatchObject({ done: true });
    expect(await isCopied(to.key)).toBe(true);
  });

  test('of a version that is not there fails', async () => {
    const to = address(newKey());
    await expect(copyVersion({ from: { ...from, key: 'none' }, to })).rejects.toMatchObject({ name: 'ObjectMissing' });
  });
});
