import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type Harness, startHarness } from './harness.ts';

let harness: Harness;
const Bucket = 'refusing';
const Key = 'k';
beforeAll(async () => {
  harness = await startHarness();
  await harness.s3.ensureBucket(Bucket, { versioned: true });
  await harness.client().send(new S3.PutObjectCommand({ Bucket, Key, Body: 'kept' }));
});
afterAll(() => harness.close());

type Send = (client: S3.S3Client) => Promise<unknown>;

/** Operations and headers that exist in S3 and not here: each must say so, and change nothing. */
const UNKNOWN: Record<string, Send> = {
  GetObjectAcl: (c) => c.send(new S3.GetObjectAclCommand({ Bucket, Key })),
  PutObjectAcl: (c) => c.send(new S3.PutObjectAclCommand({ Bucket, Key, ACL: 'private' })),
  PutObjectRetention: (c) =>
    c.send(new S3.PutObjectRetentionCommand({ Bucket, Key, Retention: { Mode: 'GOVERNANCE' } })),
  PutObjectLegalHold: (c) => c.send(new S3.PutObjectLegalHoldCommand({ Bucket, Key, LegalHold: { Status: 'ON' } })),
  RestoreObject: (c) => c.send(new S3.RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days: 1 } })),
  SelectObjectContent: (c) =>
    c.send(
      new S3.SelectObjectContentCommand({
        Bucket,
        Key,
        Expression: 'SELECT 1',
        ExpressionType: 'SQL',
        InputSerialization: {},
        OutputSerialization: {},
      }),
    ),
  ListObjects: (c) => c.send(new S3.ListObjectsCommand({ Bucket })),
  GetBucketLocation: (c) => c.send(new S3.GetBucketLocationCommand({ Bucket })),
  GetBucketPolicy: (c) => c.send(new S3.GetBucketPolicyCommand({ Bucket })),
  DeleteBucketCors: (c) => c.send(new S3.DeleteBucketCorsCommand({ Bucket })),
  PutBucketPolicy: (c) => c.send(new S3.PutBucketPolicyCommand({ Bucket, Policy: '{}' })),
  PutBucketEncryption: (c) =>
    c.send(new S3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [] } })),
  PutBucketLifecycleConfiguration: (c) =>
    c.send(new S3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [] } })),
  DeleteBucketPolicy: (c) => c.send(new S3.DeleteBucketPolicyCommand({ Bucket })),
  'GetObject of a part': (c) => c.send(new S3.GetObjectCommand({ Bucket, Key, PartNumber: 1 })),
  'PutObject with KMS': (c) =>
    c.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'k' })),
  "PutObject with a customer's key": (c) =>
    c.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x', SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k' })),
  'PutObject with a lock': (c) =>
    c.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x', ObjectLockMode: 'GOVERNANCE' })),
  'PutObject to an archive': (c) =>
    c.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x', StorageClass: 'GLACIER' })),
  'PutObject with a checksum of another kind': (c) =>
    c.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x', ChecksumXXHASH64: 'AAAAAAAAAAA=' })),
  'PutObject at an offset': (c) => c.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x', WriteOffsetBytes: 4 })),
  'PutObject unless an ETag': (c) => c.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x', IfNoneMatch: '"a"' })),
  'DeleteObject under a condition': (c) => c.send(new S3.DeleteObjectCommand({ Bucket, Key, IfMatch: '"a"' })),
  'CreateBucket with locks': (c) =>
    c.send(new S3.CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true })),
};

describe('what is not implemented is refused with 501 and done not at all', () => {
  it.each(Object.entries(UNKNOWN))('%s', async (_name, send) => {
    await expect(send(harness.client())).rejects.toMatchObject({
      name: 'NotImplemented',
      $metadata: { httpStatusCode: 501 },
    });
    const read = await harness.client().send(new S3.GetObjectCommand({ Bucket, Key }));
    expect((await bodyOf(read)).toString()).toBe('kept');
  });
});

describe('malformed requests', () => {
  it('an ACL other than the owner’s is refused', async () => {
    const put = new S3.PutObjectCommand({ Bucket, Key, Body: 'x', ACL: 'public-read' });
    await expect(harness.client().send(put)).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
    await harness
      .client()
      .send(new S3.PutObjectCommand({ Bucket, Key: 'own', Body: 'x', ACL: 'bucket-owner-full-control' }));
  });

  it.each(['not xml', '<Tagging><TagSet></Tagging>', '<!DOCTYPE x [<!ENTITY e "x">]><Tagging/>', '<Other/>', ''])(
    'the document %j is MalformedXML',
    async (body) => {
      const client = harness.plain();
      client.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as { body: string; headers: Record<string, string> };
          request.body = body;
          request.headers['content-length'] = String(body.length);
          delete request.headers['content-md5'];
          for (const name of Object.keys(request.headers)) if (/checksum/.test(name)) delete request.headers[name];
          return next(args);
        },
        { step: 'build', priority: 'low' },
      );
      const put = new S3.PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [] } });
      await expect(client.send(put)).rejects.toMatchObject({ name: 'MalformedXML' });
    },
  );

  it('a path that is no valid encoding is refused', async () => {
    const response = await fetch(`${harness.s3.url}/${Bucket}/%E0%A4%A`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>InvalidURI</Code>');
  });

  it('bucket names are checked', async () => {
    for (const name of ['ab', 'Upper', '-lead', 'a..b', '../up'])
      await expect(harness.s3.ensureBucket(name, { versioned: false })).rejects.toMatchObject({
        code: 'InvalidBucketName',
      });
  });
});

describe('buckets', () => {
  it('are made, listed, found and removed when empty', async () => {
    const client = harness.client();
    await client.send(new S3.CreateBucketCommand({ Bucket: 'made' }));
    await client.send(new S3.CreateBucketCommand({ Bucket: 'made' }));
    expect((await client.send(new S3.ListBucketsCommand({}))).Buckets?.map((each) => each.Name)).toContain('made');
    expect(await client.send(new S3.HeadBucketCommand({ Bucket: 'made' }))).toMatchObject({
      BucketRegion: 'us-east-1',
    });
    await client.send(new S3.PutObjectCommand({ Bucket: 'made', Key, Body: 'x' }));
    const remove = () => client.send(new S3.DeleteBucketCommand({ Bucket: 'made' }));
    await expect(remove()).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await client.send(new S3.DeleteObjectCommand({ Bucket: 'made', Key }));
    await remove();
    await expect(client.send(new S3.HeadBucketCommand({ Bucket: 'made' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('tell their versioning', async () => {
    const get = new S3.GetBucketVersioningCommand({ Bucket });
    expect((await harness.client().send(get)).Status).toBe('Enabled');
  });
});
