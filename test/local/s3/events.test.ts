import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
const Bucket = 'noisy';
beforeAll(async () => {
  harness = await startHarness();
  await harness.s3.ensureBucket(Bucket, { versioned: true, eventBridge: true });
  await harness.s3.ensureBucket('silent', { versioned: true });
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.events.length = 0;
});

interface Detail {
  readonly reason: string;
  readonly object: { readonly key: string; readonly sequencer: string };
}
const details = () => harness.events.map((event) => event.detail as Detail);

describe('object-created events', () => {
  it('have the form that EventBridge rules match', async () => {
    const put = await harness.client().send(new PutObjectCommand({ Bucket, Key: 'a b/ü', Body: 'hello' }));
    await expect.poll(() => harness.events.length).toBe(1);
    expect(harness.events[0]).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: ['arn:aws:s3:::noisy'],
      detail: {
        version: '0',
        bucket: { name: 'noisy' },
        object: {
          key: 'a b/ü',
          size: 5,
          etag: '5d41402abc4b2a76b9719d911017c592',
          'version-id': put.VersionId,
          sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
        },
        'request-id': put.$metadata.requestId,
        requester: '000000000000',
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    });
  });

  it('tell how the object came to be, in the order of their sequencers', async () => {
    const client = harness.client();
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    await client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/k` }));
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' }));
    const part = await client.send(new UploadPartCommand({ Bucket, Key: 'k', UploadId, PartNumber: 1, Body: 'y' }));
    const Parts = [{ PartNumber: 1, ETag: part.ETag }];
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'k', UploadId, MultipartUpload: { Parts } }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await expect
      .poll(() => details().map(({ reason, object }) => [reason, object.key]))
      .toEqual([
        ['PutObject', 'k'],
        ['CopyObject', 'copy'],
        ['CompleteMultipartUpload', 'k'],
      ]);
    const sequencers = details().map(({ object }) => object.sequencer);
    expect([...sequencers].sort()).toEqual(sequencers);
  });

  it('are not sent for refused writes, nor for buckets without them', async () => {
    const refused = new PutObjectCommand({ Bucket, Key: 'a b/ü', Body: 'x', IfNoneMatch: '*' });
    await expect(harness.client().send(refused)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await harness.client().send(new PutObjectCommand({ Bucket: 'silent', Key: 'k', Body: 'x' }));
    await harness.client().send(new PutObjectCommand({ Bucket, Key: 'last', Body: 'x' }));
    await expect.poll(() => details().map(({ object }) => object.key)).toEqual(['last']);
  });
});
