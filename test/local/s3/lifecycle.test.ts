import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LifecycleRule } from '../../../local/s3/bucket-settings.ts';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const DAY = 86_400_000;
/** The end of the day that is so many days after today: what was made now has then been there for more than that. */
const afterDays = (days: number) => new Date((Math.floor(Date.now() / DAY) + days + 1) * DAY);

async function bucketWith(Bucket: string, versioned: boolean, ...lifecycle: LifecycleRule[]): Promise<void> {
  await harness.s3.ensureBucket(Bucket, { versioned, lifecycle });
}
const put = (Bucket: string, Key: string, Body = 'x') =>
  harness.client().send(new PutObjectCommand({ Bucket, Key, Body }));
const remove = (Bucket: string, Key: string) => harness.client().send(new DeleteObjectCommand({ Bucket, Key }));
async function state(Bucket: string): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await harness.client().send(new ListObjectVersionsCommand({ Bucket }));
  return [
    ...Versions.map((each) => `${each.Key}${each.IsLatest ? '' : ' (old)'}`),
    ...DeleteMarkers.map((each) => `${each.Key} marker`),
  ].sort();
}

describe('expiration', () => {
  it('removes current objects after their days, rounded up to midnight UTC, under the prefix only', async () => {
    await bucketWith('expiring', false, { prefix: 'tmp/', expirationDays: 3 });
    await put('expiring', 'tmp/a');
    await put('expiring', 'keep');
    expect(harness.s3.expire(new Date(afterDays(3).getTime() - 1))).toEqual({ objects: 0, versions: 0, uploads: 0 });
    expect(harness.s3.expire(afterDays(3))).toMatchObject({ objects: 1 });
    expect(await state('expiring')).toEqual(['keep']);
  });

  it('hides current objects of a versioned bucket, and removes markers that hide nothing', async () => {
    await bucketWith('hiding', true, { expirationDays: 1 });
    await put('hiding', 'a');
    await remove('hiding', 'never-there');
    harness.s3.expire(afterDays(1));
    expect(await state('hiding')).toEqual(['a (old)', 'a marker']);
  });

  it('removes all traces in time where the rules together say so', async () => {
    await bucketWith('transient', true, { expirationDays: 1, noncurrentDays: 1 });
    await put('transient', 'a');
    for (const days of [2, 4, 6]) {
      harness.ahead = days * DAY;
      harness.s3.expire(new Date(Date.now() + harness.ahead));
    }
    harness.ahead = 0;
    expect(await state('transient')).toEqual([]);
  });
});

describe('non-current versions', () => {
  it('are removed after their days, counted from when they were replaced, but for the newest to keep', async () => {
    await bucketWith('noncurrent', true, { noncurrentDays: 2, newerNoncurrentVersions: 1 });
    for (const body of ['1', '2', '3', '4']) await put('noncurrent', 'k', body);
    expect(harness.s3.expire(afterDays(1))).toMatchObject({ versions: 0 });
    expect(harness.s3.expire(afterDays(2))).toMatchObject({ versions: 2 });
    expect(await state('noncurrent')).toEqual(['k', 'k (old)']);
  });

  it('leave a lone marker, which goes by its own rule', async () => {
    await bucketWith('markers', true, { noncurrentDays: 1, expiredObjectDeleteMarker: true });
    await put('markers', 'k');
    await remove('markers', 'k');
    expect(harness.s3.expire(new Date())).toMatchObject({ versions: 0 });
    expect(harness.s3.expire(afterDays(1))).toMatchObject({ versions: 2 });
    expect(await state('markers')).toEqual([]);
  });
});

describe('uploads', () => {
  it('that were never completed are aborted with their parts', async () => {
    const Bucket = 'unfinished';
    await bucketWith(Bucket, false, { abortIncompleteMultipartDays: 7 });
    const { UploadId } = await harness.client().send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' }));
    const part = () =>
      harness.plain().send(new UploadPartCommand({ Bucket, Key: 'k', UploadId, PartNumber: 1, Body: 'x' }));
    await part();
    expect(harness.s3.expire(afterDays(6))).toMatchObject({ uploads: 0 });
    expect(harness.s3.expire(afterDays(7))).toMatchObject({ uploads: 1 });
    const { Uploads } = await harness.client().send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads).toBeUndefined();
    await expect(part()).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });
});
