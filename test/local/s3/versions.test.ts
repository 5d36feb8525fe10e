import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type Harness, startHarness } from './harness.ts';

let harness: Harness;
const Bucket = 'versioned';
beforeAll(async () => {
  harness = await startHarness();
  await harness.s3.ensureBucket(Bucket, { versioned: true });
});
afterAll(() => harness.close());

const put = async (Key: string, Body: string, bucket = Bucket) =>
  (await harness.client().send(new PutObjectCommand({ Bucket: bucket, Key, Body }))).VersionId ?? '';
const get = async (Key: string, VersionId?: string, bucket = Bucket) =>
  (await bodyOf(await harness.client().send(new GetObjectCommand({ Bucket: bucket, Key, VersionId })))).toString();
const remove = (Key: string, VersionId?: string, bucket = Bucket) =>
  harness.client().send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
const versions = async (Prefix: string, bucket = Bucket) => {
  const list = await harness.client().send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix }));
  return [...(list.Versions ?? []), ...(list.DeleteMarkers ?? [])].map((each) => each.VersionId);
};

describe('a versioned bucket', () => {
  it('keeps what was pinned when the key is put again', async () => {
    const first = await put('pinned', 'verified');
    const second = await put('pinned', 'later');
    expect(first).not.toBe(second);
    expect(await get('pinned')).toBe('later');
    expect(await get('pinned', first)).toBe('verified');
    expect(await versions('pinned')).toEqual([second, first]);
  });

  it('hides behind a delete marker, and shows again without it', async () => {
    const first = await put('marker', 'one');
    const marker = await remove('marker');
    expect(marker).toMatchObject({ DeleteMarker: true });
    await expect(get('marker')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const head = harness.client().send(new HeadObjectCommand({ Bucket, Key: 'marker' }));
    await expect(head).rejects.toMatchObject({ $response: { headers: { 'x-amz-delete-marker': 'true' } } });
    await expect(get('marker', marker.VersionId)).rejects.toMatchObject({ name: 'MethodNotAllowed' });
    expect(await get('marker', first)).toBe('one');
    const listed = await harness.client().send(new ListObjectsV2Command({ Bucket, Prefix: 'marker' }));
    expect(listed.KeyCount).toBe(0);
    await remove('marker', marker.VersionId);
    expect(await get('marker')).toBe('one');
  });

  it('removes one version for good, and the one before becomes current', async () => {
    const first = await put('exact', 'one');
    await put('exact', 'middle');
    const second = await put('exact', 'two');
    expect(await remove('exact', second)).toMatchObject({ VersionId: second });
    expect(await get('exact')).toBe('middle');
    const { Contents } = await harness.client().send(new ListObjectsV2Command({ Bucket, Prefix: 'exact' }));
    expect(Contents?.map((each) => [each.Key, each.Size])).toEqual([['exact', 6]]);
    await expect(get('exact', second)).rejects.toMatchObject({ name: 'NoSuchVersion' });
    await remove('exact', first);
    expect(await versions('exact')).toHaveLength(1);
    expect(await get('exact')).toBe('middle');
  });

  it('removes many versions in one request', async () => {
    const [a, b] = [await put('many', 'a'), await put('many', 'b')];
    const Objects = [{ Key: 'many', VersionId: a }, { Key: 'many', VersionId: b }, { Key: 'other' }];
    const { Deleted } = await harness.client().send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toEqual([
      { Key: 'many', VersionId: a },
      { Key: 'many', VersionId: b },
      { Key: 'other', DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) },
    ]);
    expect(await versions('many')).toEqual([]);
  });

  it('copies a version that is not current', async () => {
    const first = await put('source', 'verified');
    await put('source', 'later');
    const copied = await harness
      .client()
      .send(new CopyObjectCommand({ Bucket, Key: 'released', CopySource: `${Bucket}/source?versionId=${first}` }));
    expect(copied).toMatchObject({ CopySourceVersionId: first, VersionId: expect.any(String) });
    expect(await get('released')).toBe('verified');
    await remove('source', first);
    expect(await get('released')).toBe('verified');
  });

  it('copies only under the conditions on the source, and not onto itself without a change', async () => {
    await put('conditional', 'x');
    const copy = (input = {}, Key = 'conditional-copy') =>
      harness.client().send(new CopyObjectCommand({ Bucket, Key, CopySource: `/${Bucket}/conditional`, ...input }));
    const ETag = (await copy()).CopyObjectResult?.ETag;
    const failed = { name: 'PreconditionFailed' };
    await expect(copy({ CopySourceIfMatch: '"0"' })).rejects.toMatchObject(failed);
    await expect(copy({ CopySourceIfNoneMatch: ETag })).rejects.toMatchObject(failed);
    await expect(copy({ CopySourceIfUnmodifiedSince: new Date(0) })).rejects.toMatchObject(failed);
    await copy({ CopySourceIfMatch: ETag });
    await expect(copy({ ExpectedSourceBucketOwner: '1'.repeat(12) })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(copy({}, 'conditional')).rejects.toMatchObject({ name: 'InvalidRequest' });
    await copy({ MetadataDirective: 'REPLACE', Metadata: { a: 'b' } }, 'conditional');
    expect(await get('conditional')).toBe('x');
    await expect(copy({ CopySource: Bucket })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(copy({ CopySource: `${Bucket}/none` })).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('refuses to overwrite under If-None-Match, but not a deleted object', async () => {
    await put('guarded', 'one');
    const guarded = () =>
      harness.client().send(new PutObjectCommand({ Bucket, Key: 'guarded', Body: 'two', IfNoneMatch: '*' }));
    await expect(guarded()).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await remove('guarded');
    await guarded();
    expect(await get('guarded')).toBe('two');
  });
});

describe('a bucket whose versioning was switched', () => {
  const switching = 'switching';
  const setStatus = (Status: 'Enabled' | 'Suspended') =>
    harness.client().send(new PutBucketVersioningCommand({ Bucket: switching, VersioningConfiguration: { Status } }));

  it('keeps one null version among the others', async () => {
    await harness.s3.ensureBucket(switching, { versioned: false });
    await put('k', 'before', switching);
    await put('k', 'before 2', switching);
    await setStatus('Enabled');
    const named = await put('k', 'named', switching);
    expect(await versions('k', switching)).toEqual([named, 'null']);
    expect(await get('k', 'null', switching)).toBe('before 2');
    await setStatus('Suspended');
    expect(await put('k', 'after', switching)).toBe('null');
    expect(await versions('k', switching)).toEqual(['null', named]);
    expect(await get('k', undefined, switching)).toBe('after');
    expect(await remove('k', undefined, switching)).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
    expect(await get('k', named, switching)).toBe('named');
  });
});
