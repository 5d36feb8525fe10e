import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, bytes, digest, type Harness, startHarness, storedFiles } from './harness.ts';

let harness: Harness;
const Bucket = 'multipart';
const MIB5 = 5 * 1024 * 1024;
const one = bytes(MIB5);
const two = bytes(MIB5 + 17, 2);
const last = bytes(1000, 3);
beforeAll(async () => {
  harness = await startHarness();
  await harness.s3.ensureBucket(Bucket, { versioned: true });
});
afterAll(() => harness.close());

async function create(Key: string, input: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  return (await harness.plain().send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }))).UploadId ?? '';
}
const upload = (Key: string, UploadId: string, PartNumber: number, Body: Buffer, input = {}) =>
  harness.plain().send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...input }));
const complete = (Key: string, UploadId: string, Parts: CompletedPart[], input = {}) =>
  harness
    .plain()
    .send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...input }));
const get = async (Key: string, Range?: string) =>
  bodyOf(await harness.plain().send(new GetObjectCommand({ Bucket, Key, Range })));

/** Uploads these parts and names them as a completing client does. */
async function uploadAll(Key: string, UploadId: string, parts: Buffer[], input = {}): Promise<CompletedPart[]> {
  return Promise.all(
    parts.map(async (part, index) => {
      const { $metadata: _, ServerSideEncryption: __, ...rest } = await upload(Key, UploadId, index + 1, part, input);
      return { PartNumber: index + 1, ...rest };
    }),
  );
}

describe('a multipart upload', () => {
  it('becomes one object of its parts, with metadata, ETag and ranges over their borders', async () => {
    const id = await create('whole', { ContentType: 'x/y', Metadata: { a: 'b' }, Tagging: 't=1' });
    const parts = await uploadAll('whole', id, [one, two, last]);
    const done = await complete('whole', id, parts);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect(done.VersionId).toBeTruthy();
    const all = Buffer.concat([one, two, last]);
    expect((await get('whole')).equals(all)).toBe(true);
    for (const [first, end] of [
      [MIB5 - 10, MIB5 + 10],
      [0, 0],
      [MIB5, MIB5],
      [100, all.length - 2],
    ] as const)
      expect((await get('whole', `bytes=${first}-${end}`)).equals(all.subarray(first, end + 1))).toBe(true);
    const head = await harness.plain().send(new HeadObjectCommand({ Bucket, Key: 'whole' }));
    expect(head).toMatchObject({ ContentLength: all.length, ContentType: 'x/y', Metadata: { a: 'b' }, TagCount: 1 });
    await expect(complete('whole', id, parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('takes parts in any order of upload, a part twice, and leaves out what is not listed', async () => {
    const id = await create('chosen');
    await upload('chosen', id, 7, last);
    await upload('chosen', id, 2, two);
    const first = await upload('chosen', id, 2, one);
    const end = await upload('chosen', id, 9, last);
    await complete('chosen', id, [
      { PartNumber: 2, ETag: first.ETag },
      { PartNumber: 9, ETag: end.ETag },
    ]);
    expect((await get('chosen')).equals(Buffer.concat([one, last]))).toBe(true);
  });

  it('refuses a wrong list of parts, and can still be completed after', async () => {
    const id = await create('refused');
    const [a, b] = (await uploadAll('refused', id, [one, last])) as [CompletedPart, CompletedPart];
    const other = { PartNumber: 1, ETag: '"00000000000000000000000000000000"' };
    await expect(complete('refused', id, [other, b])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete('refused', id, [a, { PartNumber: 3, ETag: '"x"' }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await expect(complete('refused', id, [b, a])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete('refused', id, [a, a])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete('refused', id, [])).rejects.toMatchObject({ name: 'MalformedXML' });
    await expect(complete('refused', id, [a, b], { MpuObjectSize: 5 })).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    await expect(get('refused')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await complete('refused', id, [a, b], { MpuObjectSize: MIB5 + 1000 });
    expect((await get('refused')).length).toBe(MIB5 + 1000);
  });

  it('refuses a part of less than 5 MiB before the last', async () => {
    const id = await create('small');
    const parts = await uploadAll('small', id, [one.subarray(1), last]);
    await expect(complete('small', id, parts)).rejects.toMatchObject({ name: 'EntityTooSmall' });
  });

  it('refuses a wrong upload, key or part number', async () => {
    const id = await create('known');
    await expect(upload('known', 'nothing', 1, last)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(upload('other', id, 1, last)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(upload('known', id, 10_001, last)).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(upload('known', id, 0, last)).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  it('does not overwrite under If-None-Match', async () => {
    await harness.plain().send(new PutObjectCommand({ Bucket, Key: 'taken', Body: 'x' }));
    const id = await create('taken');
    const parts = await uploadAll('taken', id, [last]);
    await expect(complete('taken', id, parts, { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    expect((await get('taken')).toString()).toBe('x');
  });

  it('is gone with its parts when it is aborted', async () => {
    const id = await create('aborted');
    await upload('aborted', id, 1, one);
    await harness.plain().send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId: id }));
    await expect(upload('aborted', id, 2, last)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    const again = new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId: id });
    await expect(harness.plain().send(again)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('lists its parts in pages', async () => {
    const id = await create('paged');
    await Promise.all([5, 1, 3].map((number) => upload('paged', id, number, last)));
    const list = (input = {}) =>
      harness.plain().send(new ListPartsCommand({ Bucket, Key: 'paged', UploadId: id, ...input }));
    const first = await list({ MaxParts: 2 });
    expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '3' });
    expect(first.Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([
      [1, 1000],
      [3, 1000],
    ]);
    const rest = await list({ MaxParts: 2, PartNumberMarker: first.NextPartNumberMarker });
    expect(rest).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 5 }] });
  });

  it('is listed until it ends, by key', async () => {
    const [a, b, c] = [await create('up/a'), await create('up/b'), await create('up/dir/c')];
    const list = (input = {}) =>
      harness.plain().send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'up/', ...input }));
    expect((await list()).Uploads?.map((each) => each.UploadId)).toEqual([a, b, c]);
    const grouped = await list({ Delimiter: '/' });
    expect(grouped.CommonPrefixes).toEqual([{ Prefix: 'up/dir/' }]);
    const page = await list({ MaxUploads: 1 });
    expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: 'up/a', NextUploadIdMarker: a });
    const next = await list({ KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker });
    expect(next.Uploads?.map((each) => each.Key)).toEqual(['up/b', 'up/dir/c']);
  });
});

describe('checksums of a multipart upload', () => {
  const attributes = (Key: string) =>
    harness.plain().send(
      new GetObjectAttributesCommand({
        Bucket,
        Key,
        ObjectAttributes: ['Checksum', 'ObjectParts', 'ObjectSize', 'ETag', 'StorageClass'],
      }),
    );

  it('are the digest of the digests for SHA-256', async () => {
    const id = await create('composite', { ChecksumAlgorithm: 'SHA256' });
    const parts = await uploadAll('composite', id, [one, last], { ChecksumAlgorithm: 'SHA256' });
    const digests = [one, last].map((part) => digest('sha256', part));
    expect(parts.map((part) => part.ChecksumSHA256)).toEqual(digests);
    const whole = digest('sha256', Buffer.concat(digests.map((each) => Buffer.from(each, 'base64'))));
    expect(await complete('composite', id, parts)).toMatchObject({
      ChecksumSHA256: `${whole}-2`,
      ChecksumType: 'COMPOSITE',
    });
    expect(await attributes('composite')).toMatchObject({
      Checksum: { ChecksumSHA256: whole, ChecksumType: 'COMPOSITE' },
      ObjectParts: {
        TotalPartsCount: 2,
        Parts: [
          { PartNumber: 1, ChecksumSHA256: digests[0] },
          { PartNumber: 2, Size: 1000 },
        ],
      },
      ObjectSize: MIB5 + 1000,
      StorageClass: 'STANDARD',
    });
  });

  it('must come with each part, and be the ones that were uploaded', async () => {
    const id = await create('strict', { ChecksumAlgorithm: 'SHA256' });
    await expect(upload('strict', id, 1, last)).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('actual checksum Type: null'),
    });
    await expect(upload('strict', id, 1, last, { ChecksumAlgorithm: 'SHA1' })).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    const { ETag } = await upload('strict', id, 1, last, { ChecksumAlgorithm: 'SHA256' });
    await expect(complete('strict', id, [{ PartNumber: 1, ETag }])).rejects.toMatchObject({ name: 'InvalidRequest' });
    const wrong = [{ PartNumber: 1, ETag, ChecksumSHA256: digest('sha256', 'x') }];
    await expect(complete('strict', id, wrong)).rejects.toMatchObject({ name: 'InvalidPart' });
  });

  it('may be any for the parts of an upload that was created with none', async () => {
    // What the SDK's default settings send: no algorithm for the upload, a CRC32 for each part.
    const id = await create('undeclared');
    const parts = await uploadAll('undeclared', id, [one, last], { ChecksumAlgorithm: 'CRC32' });
    expect(parts[1]?.ChecksumCRC32).toBeTruthy();
    const wrong = parts.map((part) => ({ ...part, ChecksumCRC32: 'AAAAAA==' }));
    await expect(complete('undeclared', id, wrong)).rejects.toMatchObject({ name: 'InvalidPart' });
    const all = Buffer.concat([one, last]);
    const atOnce = await harness.plain().send(new PutObjectCommand({ Bucket, Key: 'at-once', Body: all }));
    expect(await complete('undeclared', id, parts)).toMatchObject({ ChecksumCRC64NVME: atOnce.ChecksumCRC64NVME });
    const bad = upload('undeclared', await create('undeclared'), 1, last, { ChecksumCRC32: 'AAAAAA==' });
    await expect(bad).rejects.toMatchObject({ name: 'BadDigest' });
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('are that of the whole for %s', async (algorithm) => {
    const key = `full/${algorithm}`;
    const field = `Checksum${algorithm}` as const;
    const all = Buffer.concat([one, two, last]);
    const expected = (
      await harness
        .client()
        .send(new PutObjectCommand({ Bucket, Key: 'at-once', Body: all, ChecksumAlgorithm: algorithm }))
    )[field];
    const id = await create(key, { ChecksumAlgorithm: algorithm, ChecksumType: 'FULL_OBJECT' });
    const parts = await uploadAll(key, id, [one, two, last]);
    await expect(
      complete(key, id, parts, { [field]: Buffer.alloc(algorithm === 'CRC64NVME' ? 8 : 4).toString('base64') }),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    expect(await complete(key, id, parts, { [field]: expected })).toMatchObject({
      [field]: expected,
      ChecksumType: 'FULL_OBJECT',
    });
    expect((await attributes(key)).ObjectParts).toEqual({ TotalPartsCount: 3 });
  });

  it('refuses types that do not fit', async () => {
    for (const input of [
      { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' },
      { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' },
      { ChecksumType: 'COMPOSITE' },
    ] as const)
      await expect(create('misfit', input)).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});

describe('copies', () => {
  const files = () => storedFiles(harness);

  it('copies a multipart object without writing a byte, and gives it the MD5 of its content', async () => {
    const id = await create('big', { ChecksumAlgorithm: 'SHA256', Metadata: { a: '1' } });
    await complete('big', id, await uploadAll('big', id, [one, last], { ChecksumAlgorithm: 'SHA256' }));
    const before = await files();
    const all = Buffer.concat([one, last]);
    const copied = await harness
      .plain()
      .send(new CopyObjectCommand({ Bucket, Key: 'big-copy', CopySource: `${Bucket}/big` }));
    expect(copied.CopyObjectResult).toMatchObject({
      ETag: `"${Buffer.from(digest('md5', all), 'base64').toString('hex')}"`,
      ChecksumSHA256: digest('sha256', all),
      ChecksumType: 'FULL_OBJECT',
    });
    expect(await files()).toBeLessThanOrEqual(before);
    expect((await get('big-copy')).equals(all)).toBe(true);
  });

  it('makes parts of ranges of other objects', async () => {
    const { VersionId } = await harness.plain().send(new PutObjectCommand({ Bucket, Key: 'src', Body: two }));
    await harness.plain().send(new PutObjectCommand({ Bucket, Key: 'src', Body: 'later' }));
    const id = await create('assembled');
    const copy = async (PartNumber: number, CopySourceRange?: string) => {
      const command = {
        Bucket,
        Key: 'assembled',
        UploadId: id,
        PartNumber,
        CopySource: `${Bucket}/src?versionId=${VersionId}`,
      };
      const { CopyPartResult } = await harness
        .plain()
        .send(new UploadPartCopyCommand({ ...command, ...(CopySourceRange ? { CopySourceRange } : {}) }));
      return { PartNumber, ETag: CopyPartResult?.ETag };
    };
    await expect(copy(4, `bytes=0-${two.length}`)).rejects.toMatchObject({ name: 'InvalidArgument' });
    const parts = [await copy(1, `bytes=1-${MIB5}`), await copy(2), await copy(3, 'bytes=5-9')];
    await complete('assembled', id, parts);
    const expected = Buffer.concat([two.subarray(1, MIB5 + 1), two, two.subarray(5, 10)]);
    expect((await get('assembled')).equals(expected)).toBe(true);
  });
});
