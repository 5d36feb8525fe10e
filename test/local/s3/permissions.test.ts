import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketCorsCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketCorsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
let operator: S3Client;
let restricted: S3Client;
const Bucket = 'guarded';
const object = 'arn:aws:s3:::guarded/k';
const bucket = 'arn:aws:s3:::guarded';
let UploadId = '';
let VersionId = '';
beforeAll(async () => {
  harness = await startHarness();
  await harness.s3.ensureBucket(Bucket, { versioned: true });
  operator = harness.client();
  restricted = harness.restricted();
  await operator.send(new PutObjectCommand({ Bucket, Key: 'source', Body: 'x', Tagging: 'a=b' }));
  VersionId = (await operator.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }))).VersionId ?? '';
  UploadId = (await operator.send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' }))).UploadId ?? '';
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.asked.length = 0;
  harness.allow = () => false;
});

type Send = (client: S3Client) => Promise<unknown>;

/** Each operation, and the one permission that it asks for first, on the resource that AWS documents for it. */
const FIRST: Record<string, [action: string, resource: string, send: Send]> = {
  ListBuckets: ['s3:ListAllMyBuckets', '*', (c) => c.send(new ListBucketsCommand({}))],
  CreateBucket: [
    's3:CreateBucket',
    'arn:aws:s3:::new-one',
    (c) => c.send(new CreateBucketCommand({ Bucket: 'new-one' })),
  ],
  HeadBucket: ['s3:ListBucket', bucket, (c) => c.send(new HeadBucketCommand({ Bucket }))],
  DeleteBucket: ['s3:DeleteBucket', bucket, (c) => c.send(new DeleteBucketCommand({ Bucket }))],
  ListObjectsV2: ['s3:ListBucket', bucket, (c) => c.send(new ListObjectsV2Command({ Bucket }))],
  ListObjectVersions: ['s3:ListBucketVersions', bucket, (c) => c.send(new ListObjectVersionsCommand({ Bucket }))],
  ListMultipartUploads: [
    's3:ListBucketMultipartUploads',
    bucket,
    (c) => c.send(new ListMultipartUploadsCommand({ Bucket })),
  ],
  GetBucketCors: ['s3:GetBucketCORS', bucket, (c) => c.send(new GetBucketCorsCommand({ Bucket }))],
  PutBucketCors: [
    's3:PutBucketCORS',
    bucket,
    (c) => c.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [] } })),
  ],
  GetBucketVersioning: ['s3:GetBucketVersioning', bucket, (c) => c.send(new GetBucketVersioningCommand({ Bucket }))],
  PutBucketVersioning: [
    's3:PutBucketVersioning',
    bucket,
    (c) => c.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
  ],
  PutObject: ['s3:PutObject', object, (c) => c.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'y' }))],
  GetObject: ['s3:GetObject', object, (c) => c.send(new GetObjectCommand({ Bucket, Key: 'k' }))],
  'GetObject of a version': [
    's3:GetObjectVersion',
    object,
    (c) => c.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId })),
  ],
  GetObjectAttributes: [
    's3:GetObjectAttributes',
    object,
    (c) => c.send(new GetObjectAttributesCommand({ Bucket, Key: 'k', ObjectAttributes: ['ETag'] })),
  ],
  'GetObjectAttributes of a version': [
    's3:GetObjectVersionAttributes',
    object,
    (c) => c.send(new GetObjectAttributesCommand({ Bucket, Key: 'k', VersionId, ObjectAttributes: ['ETag'] })),
  ],
  DeleteObject: ['s3:DeleteObject', object, (c) => c.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))],
  'DeleteObject of a version': [
    's3:DeleteObjectVersion',
    object,
    (c) => c.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId })),
  ],
  CopyObject: [
    's3:PutObject',
    object,
    (c) => c.send(new CopyObjectCommand({ Bucket, Key: 'k', CopySource: `${Bucket}/source` })),
  ],
  GetObjectTagging: ['s3:GetObjectTagging', object, (c) => c.send(new GetObjectTaggingCommand({ Bucket, Key: 'k' }))],
  PutObjectTagging: [
    's3:PutObjectTagging',
    object,
    (c) => c.send(new PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging: { TagSet: [] } })),
  ],
  'PutObjectTagging of a version': [
    's3:PutObjectVersionTagging',
    object,
    (c) => c.send(new PutObjectTaggingCommand({ Bucket, Key: 'k', VersionId, Tagging: { TagSet: [] } })),
  ],
  DeleteObjectTagging: [
    's3:DeleteObjectTagging',
    object,
    (c) => c.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'k' })),
  ],
  CreateMultipartUpload: [
    's3:PutObject',
    object,
    (c) => c.send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' })),
  ],
  UploadPart: [
    's3:PutObject',
    object,
    (c) => c.send(new UploadPartCommand({ Bucket, Key: 'k', UploadId, PartNumber: 1, Body: 'x' })),
  ],
  UploadPartCopy: [
    's3:PutObject',
    object,
    (c) =>
      c.send(new UploadPartCopyCommand({ Bucket, Key: 'k', UploadId, PartNumber: 1, CopySource: `${Bucket}/source` })),
  ],
  CompleteMultipartUpload: [
    's3:PutObject',
    object,
    (c) => c.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'k', UploadId, MultipartUpload: { Parts: [] } })),
  ],
  AbortMultipartUpload: [
    's3:AbortMultipartUpload',
    object,
    (c) => c.send(new AbortMultipartUploadCommand({ Bucket, Key: 'k', UploadId })),
  ],
  ListParts: [
    's3:ListMultipartUploadParts',
    object,
    (c) => c.send(new ListPartsCommand({ Bucket, Key: 'k', UploadId })),
  ],
};

describe('each operation asks for its permission, and is refused without it', () => {
  it.each(Object.entries(FIRST))('%s', async (_name, [action, resource, send]) => {
    await expect(send(restricted)).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
      $response: { statusCode: 403 },
    });
    expect(harness.asked).toEqual([expect.objectContaining({ action, resource })]);
  });

  it('DeleteObjects: for each key on its own', async () => {
    harness.allow = ({ resource }) => resource.endsWith('/mine');
    const Objects = [{ Key: 'mine' }, { Key: 'k' }, { Key: 'k', VersionId }];
    const { Deleted, Errors } = await restricted.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map((each) => each.Key)).toEqual(['mine']);
    expect(Errors).toMatchObject([
      { Key: 'k', Code: 'AccessDenied' },
      { Key: 'k', VersionId, Code: 'AccessDenied' },
    ]);
    expect(harness.asked.map((each) => each.action)).toEqual([
      's3:DeleteObject',
      's3:DeleteObject',
      's3:DeleteObjectVersion',
    ]);
  });

  it('names who lacks what', async () => {
    await expect(restricted.send(new GetObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `RestrictedFunction is not authorized to perform: s3:GetObject on resource: "${object}"`,
    });
  });
});

describe('permissions beyond the first', () => {
  const allowed = (...actions: string[]) => {
    harness.allow = ({ action }) => actions.includes(action);
  };
  const asked = () =>
    harness.asked.map(({ action, resource }) => [action, resource.replace('arn:aws:s3:::guarded/', '')]);

  it('tells that an object is missing only to those who may list', async () => {
    const get = () => restricted.send(new GetObjectCommand({ Bucket, Key: 'missing' }));
    allowed('s3:GetObject');
    await expect(get()).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(harness.asked.at(-1)).toMatchObject({ action: 's3:ListBucket', resource: bucket });
    allowed('s3:GetObject', 's3:ListBucket');
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(restricted.send(new HeadObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('asks for tagging where tags are put or copied', async () => {
    allowed('s3:PutObject', 's3:GetObject');
    const tagged = new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging: 'a=b' });
    await expect(restricted.send(tagged)).rejects.toMatchObject({ name: 'AccessDenied' });
    harness.asked.length = 0;
    const copy = () => restricted.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/source` }));
    await expect(copy()).rejects.toMatchObject({ name: 'AccessDenied' });
    allowed('s3:PutObject', 's3:GetObject', 's3:GetObjectTagging', 's3:PutObjectTagging');
    harness.asked.length = 0;
    await copy();
    expect(asked()).toEqual([
      ['s3:PutObject', 'copy'],
      ['s3:GetObject', 'source'],
      ['s3:GetObjectTagging', 'source'],
      ['s3:PutObjectTagging', 'copy'],
    ]);
  });

  it('asks to read the named version of a copy source', async () => {
    allowed('s3:PutObject', 's3:GetObject');
    const CopySource = `${Bucket}/k?versionId=${VersionId}`;
    const copy = () => restricted.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    await expect(copy()).rejects.toMatchObject({ name: 'AccessDenied' });
    allowed('s3:PutObject', 's3:GetObjectVersion');
    await copy();
    const part = () =>
      restricted.send(new UploadPartCopyCommand({ Bucket, Key: 'k', UploadId, PartNumber: 1, CopySource }));
    await part();
    allowed('s3:PutObject', 's3:GetObject');
    await expect(part()).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('asks to read for a write under If-Match', async () => {
    allowed('s3:PutObject');
    const put = new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', IfMatch: '"0"' });
    await expect(restricted.send(put)).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(asked()).toEqual([
      ['s3:PutObject', 'k'],
      ['s3:GetObject', 'k'],
    ]);
  });

  it('offers what policies put conditions on', async () => {
    harness.allow = () => true;
    await restricted.send(new ListObjectsV2Command({ Bucket, Prefix: 'p/', Delimiter: '/', MaxKeys: 7 }));
    await restricted.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId }));
    await restricted.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ServerSideEncryption: 'AES256' }));
    expect(harness.asked.map((each) => each.context)).toMatchObject([
      { 's3:prefix': 'p/', 's3:delimiter': '/', 's3:max-keys': '7', 'aws:ResourceAccount': '000000000000' },
      { 's3:VersionId': VersionId },
      { 's3:x-amz-server-side-encryption': 'AES256' },
    ]);
  });
});
