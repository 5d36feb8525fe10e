import { describe, expect, test } from 'vitest';
import { copyVersion } from '../../../adapters/s3/copy.ts';
import { abortUpload, completeUpload, createUpload, listParts } from '../../../adapters/s3/multipart.ts';
import { deleteObject, headObject, openObject, putObject, readRange } from '../../../adapters/s3/objects.ts';
import { presignGet, presignPart, presignPut } from '../../../adapters/s3/presign.ts';
import { bytes, failure, head, scripted, xml } from './scripted-server.ts';

const oneOfTwo = '<IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>';
const part = (number: number, size: number) =>
  `<Part><PartNumber>${number}</PartNumber><ETag>"${number}"</ETag><Size>${size}</Size></Part>`;
const parts = (...list: string[]) => xml(200, `<ListPartsResult>${list.join('')}</ListPartsResult>`);
const completed = xml(200, '<CompleteMultipartUploadResult><ETag>"e-2"</ETag></CompleteMultipartUploadResult>');

describe('completing a multipart upload', () => {
  const upload = { key: 'k', uploadId: 'u', size: 30, partSize: 20 };

  test('sees the error that S3 reports under status 200, and asks again', async () => {
    const inDisguise = failure(200, 'InternalError');
    await using server = await scripted(parts(part(1, 20), part(2, 10)), inDisguise, completed);
    expect(await completeUpload({ ...upload, bucket: server.bucket })).toMatchObject({ size: 30 });
    expect(server.seen.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
  });

  test('tells S3 the total size and reads every page of parts', async () => {
    const pages = [parts(part(1, 20), oneOfTwo), parts(part(2, 10))];
    await using server = await scripted(...pages, completed);
    await completeUpload({ ...upload, bucket: server.bucket, ifNoneMatch: true });
    expect(server.seen[1]?.url.searchParams.get('part-number-marker')).toBe('1');
    expect(server.seen[2]?.headers).toMatchObject({ 'x-amz-mp-object-size': '30', 'if-none-match': '*' });
    expect(server.seen[2]?.body.toString()).toContain(
      '<Part><ETag>&quot;2&quot;</ETag><PartNumber>2</PartNumber></Part>',
    );
  });

  test('whose answer was lost is answered by the object itself', async () => {
    await using server = await scripted(failure(404, 'NoSuchUpload'), head({ 'content-length': '30' }));
    expect(await completeUpload({ ...upload, bucket: server.bucket })).toMatchObject({ size: 30 });
  });

  test('that has expired is gone, not complete', async () => {
    await using server = await scripted(failure(404, 'NoSuchUpload'), head({ 'content-length': '29' }));
    await expect(completeUpload({ ...upload, bucket: server.bucket })).rejects.toMatchObject({
      name: 'UploadMissing',
      kind: 'gone',
    });
  });

  test('names the parts that are missing or of the wrong size', async () => {
    await using server = await scripted(parts(part(1, 20), part(3, 20), part(4, 7), part(6, 5)));
    const whole = { ...upload, size: 105, bucket: server.bucket };
    await expect(completeUpload(whole)).rejects.toMatchObject({
      kind: 'conflict',
      message: 'The upload of k is not complete: of 6 parts, send 2, 4-5 again.',
    });
    expect(server.seen).toHaveLength(1);
  });

  test('refuses parts beyond the declared size', async () => {
    await using server = await scripted(parts(part(1, 20), part(2, 10), part(3, 1)));
    await expect(completeUpload({ ...upload, bucket: server.bucket })).rejects.toThrow('30 bytes make 2. Abort it.');
  });
});

describe('reading a range', () => {
  const whole = Buffer.from('0123456789');

  test('repeats an answer that breaks off', async () => {
    await using server = await scripted((_request, response) => {
      response.writeHead(206, { 'content-length': 10 });
      response.write(whole.subarray(0, 4), () => response.destroy());
    }, bytes(whole));
    const range = { bucket: server.bucket, key: 'k', versionId: 'v', start: 5, end: 15 };
    expect(Buffer.from(await readRange(range))).toEqual(whole);
    expect(server.seen.map(({ headers }) => headers.range)).toEqual(['bytes=5-14', 'bytes=5-14']);
    expect(server.seen[1]?.url.searchParams.get('versionId')).toBe('v');
  });

  test('cuts off and repeats an answer that stalls, then gives up as unavailable', async () => {
    await using server = await scripted((_request, response) => {
      response.writeHead(206, { 'content-length': 10 });
      response.write(whole.subarray(0, 4));
    });
    const reading = readRange({ bucket: server.bucket, key: 'k', start: 0, end: 10, timeout: 50 });
    await expect(reading).rejects.toMatchObject({ name: 'StoreUnavailable', kind: 'unavailable' });
    expect(server.seen).toHaveLength(3);
  });

  test('does not repeat what cannot succeed', async () => {
    await using server = await scripted(failure(404, 'NoSuchVersion'));
    const reading = readRange({ bucket: server.bucket, key: 'k', versionId: 'v', start: 0, end: 10 });
    await expect(reading).rejects.toMatchObject({ name: 'ObjectMissing', kind: 'notFound' });
    expect(server.seen).toHaveLength(1);
  });

  test('of no bytes asks nothing', async () => {
    await using server = await scripted(failure(416, 'InvalidRange'));
    expect(await readRange({ bucket: server.bucket, key: 'k', start: 0, end: 0 })).toHaveLength(0);
    expect(server.seen).toHaveLength(0);
  });
});

describe('what HEAD proves', () => {
  const etag = { etag: '"0123456789abcdef0123456789abcdef"', 'content-length': '5' };
  const sha256 = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=';
  const hex = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
  test.each<[string, Record<string, string>, { md5?: string; sha256?: string }]>([
    ['the ETag of a single PUT is its MD5', etag, { md5: '0123456789abcdef0123456789abcdef' }],
    [
      'under S3’s own key too',
      { ...etag, 'x-amz-server-side-encryption': 'AES256' },
      { md5: '0123456789abcdef0123456789abcdef' },
    ],
    ['under a KMS key it is not', { ...etag, 'x-amz-server-side-encryption': 'aws:kms' }, {}],
    ['of a multipart upload it is not', { ...etag, etag: '"0123456789abcdef0123456789abcdef-2"' }, {}],
    [
      'SHA-256 of the whole object',
      { ...etag, etag: '"x-1"', 'x-amz-checksum-sha256': sha256, 'x-amz-checksum-type': 'FULL_OBJECT' },
      { sha256: hex },
    ],
    [
      'a composite SHA-256 proves nothing',
      { ...etag, etag: '"x-1"', 'x-amz-checksum-sha256': `${sha256}-2`, 'x-amz-checksum-type': 'COMPOSITE' },
      {},
    ],
  ])('%s', async (_name, headers, proved) => {
    await using server = await scripted(head(headers));
    const object = await headObject({ bucket: server.bucket, key: 'k' });
    expect({ md5: object?.md5, sha256: object?.sha256 }).toEqual({ md5: undefined, sha256: undefined, ...proved });
  });
});

describe('errors', () => {
  test.each([
    [503, 'SlowDown', 'StoreUnavailable'],
    [500, 'InternalError', 'StoreUnavailable'],
    [412, 'PreconditionFailed', 'ObjectExists'],
    [400, 'BadDigest', 'BytesRefused'],
    [403, 'AccessDenied', 'AccessDenied'],
  ])('%d %s becomes %s', async (status, code, name) => {
    await using server = await scripted(failure(status, code));
    const put = putObject({ bucket: server.bucket, key: 'k', body: 'x', contentType: 'text/plain' });
    await expect(put).rejects.toMatchObject({ name });
  });

  test('no server at all is unavailable', async () => {
    const server = await scripted();
    await server[Symbol.asyncDispose]();
    await expect(headObject({ bucket: server.bucket, key: 'k' })).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  test('an upload that is gone needs no abort', async () => {
    await using server = await scripted(failure(404, 'NoSuchUpload'));
    await expect(abortUpload({ bucket: server.bucket, key: 'k', uploadId: 'u' })).resolves.toBeUndefined();
  });
});

test('every call says who must own the bucket', async () => {
  const created = '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>';
  const copied = '<CopyPartResult><ETag>"c"</ETag></CopyPartResult>';
  await using server = await scripted((request, response) => {
    const { searchParams } = request.url;
    if (request.method === 'HEAD') return head({ 'content-length': '20' })(request, response);
    if (request.method === 'GET' && searchParams.has('uploadId')) return parts(part(1, 20))(request, response);
    if (request.method === 'POST' && searchParams.has('uploads')) return xml(200, created)(request, response);
    if (request.method === 'POST') return completed(request, response);
    if ('x-amz-copy-source' in request.headers) return xml(200, copied)(request, response);
    return head({ 'content-length': '0' })(request, response);
  });
  const { bucket } = server;
  const address = { bucket, key: 'k' };
  const upload = { ...address, uploadId: 'u' };
  await createUpload(address);
  await listParts(upload);
  await completeUpload({ ...upload, size: 20, partSize: 20 });
  await abortUpload(upload);
  await headObject(address);
  await openObject(address);
  await putObject({ ...address, body: '', contentType: 'text/plain' });
  await deleteObject(address);
  const from = { ...address, versionId: 'v', size: 20 };
  await copyVersion({ from, to: { bucket, key: 'copy' } });
  const rules = { singleUpTo: 0, partSize: 10, concurrency: 1 };
  await copyVersion({ from, to: { bucket, key: 'copy' }, rules }).catch(() => undefined);
  expect(server.seen.length).toBeGreaterThan(12);
  for (const { method, url, headers } of server.seen) {
    expect(headers['x-amz-expected-bucket-owner'], `${method} ${url.href}`).toBe('123456789012');
    if ('x-amz-copy-source' in headers) expect(headers['x-amz-source-expected-bucket-owner']).toBe('123456789012');
  }
  const life = { expiresIn: 60, ...address };
  const signed = [
    await presignPut(life),
    await presignPart({ ...life, uploadId: 'u', partNumber: 1 }),
    await presignGet({ ...life, fileName: 'k' }),
  ];
  for (const { url } of signed) {
    expect(new URL(url).searchParams.get('x-amz-expected-bucket-owner')).toBe('123456789012');
  }
});
