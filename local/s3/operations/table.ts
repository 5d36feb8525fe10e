import { CHECKSUM_ALGORITHMS, checksumHeader } from '../body/checksums.ts';
import { getBucketCors, getBucketVersioning, putBucketCors, putBucketVersioning } from '../buckets/configure.ts';
import { createBucket, deleteBucket, headBucket, listBuckets } from '../buckets/manage.ts';
import { listObjects } from '../listing/list-objects.ts';
import { listObjectVersions } from '../listing/list-versions.ts';
import { abortMultipartUpload } from '../multipart/abort.ts';
import { completeMultipartUpload } from '../multipart/complete.ts';
import { createMultipartUpload } from '../multipart/create.ts';
import { listParts } from '../multipart/list-parts.ts';
import { listMultipartUploads } from '../multipart/list-uploads.ts';
import { uploadPart } from '../multipart/part.ts';
import { uploadPartCopy } from '../multipart/part-copy.ts';
import { getObjectAttributes } from '../objects/attributes.ts';
import { copyObject } from '../objects/copy.ts';
import { deleteObject, deleteObjects } from '../objects/delete.ts';
import { putObject } from '../objects/put.ts';
import { readObject } from '../objects/read.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from '../objects/tagging.ts';
import { bucketOperation, type Operation, objectOperation, type Understanding } from './operation.ts';

const BODY = [
  ...CHECKSUM_ALGORITHMS.map(checksumHeader),
  'x-amz-sdk-checksum-algorithm',
  'x-amz-trailer',
  'x-amz-decoded-content-length',
];
const STORED = ['x-amz-meta-*', 'x-amz-acl', 'x-amz-server-side-encryption', 'x-amz-storage-class', 'x-amz-tagging'];
const SOURCE = ['x-amz-copy-source', 'x-amz-copy-source-if-*', 'x-amz-source-expected-bucket-owner'];
const WRITE_CONDITIONS = ['if-match', 'if-none-match'];
const READ_CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'];
const OVERRIDES = [
  'response-content-type',
  'response-content-language',
  'response-expires',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
];
const LISTING = ['prefix', 'delimiter', 'encoding-type'];
const READ: Understanding = {
  query: ['versionId', ...OVERRIDES],
  amz: ['x-amz-checksum-mode'],
  conditions: READ_CONDITIONS,
};

/** Every operation of this server. What none of them understands is refused with 501, never half done. */
export const OPERATIONS: readonly Operation[] = [
  { name: 'ListBuckets', level: 'service', method: 'GET', run: listBuckets },
  { name: 'CreateBucket', level: 'new bucket', method: 'PUT', run: createBucket, amz: BODY },

  bucketOperation('HEAD', 'HeadBucket', headBucket),
  bucketOperation('DELETE', 'DeleteBucket', deleteBucket),
  bucketOperation('PUT', 'PutBucketCors', putBucketCors, { selects: ['cors'], amz: BODY }),
  bucketOperation('GET', 'GetBucketCors', getBucketCors, { selects: ['cors'] }),
  bucketOperation('PUT', 'PutBucketVersioning', putBucketVersioning, { selects: ['versioning'], amz: BODY }),
  bucketOperation('GET', 'GetBucketVersioning', getBucketVersioning, { selects: ['versioning'] }),
  bucketOperation('GET', 'ListObjectsV2', listObjects, {
    selects: ['list-type=2'],
    query: [...LISTING, 'max-keys', 'continuation-token', 'start-after', 'fetch-owner'],
  }),
  bucketOperation('GET', 'ListObjectVersions', listObjectVersions, {
    selects: ['versions'],
    query: [...LISTING, 'max-keys', 'key-marker', 'version-id-marker'],
  }),
  bucketOperation('GET', 'ListMultipartUploads', listMultipartUploads, {
    selects: ['uploads'],
    query: [...LISTING, 'max-uploads', 'key-marker', 'upload-id-marker'],
  }),
  bucketOperation('POST', 'DeleteObjects', deleteObjects, { selects: ['delete'], amz: BODY }),

  objectOperation('PUT', 'PutObject', putObject, { amz: [...BODY, ...STORED], conditions: WRITE_CONDITIONS }),
  objectOperation('PUT', 'CopyObject', copyObject, {
    header: 'x-amz-copy-source',
    amz: [...SOURCE, ...STORED, 'x-amz-metadata-directive', 'x-amz-tagging-directive', 'x-amz-checksum-algorithm'],
    conditions: WRITE_CONDITIONS,
  }),
  objectOperation('GET', 'GetObject', readObject, READ),
  objectOperation('HEAD', 'HeadObject', readObject, READ),
  objectOperation('DELETE', 'DeleteObject', deleteObject, { query: ['versionId'] }),
  objectOperation('GET', 'GetObjectAttributes', getObjectAttributes, {
    selects: ['attributes'],
    query: ['versionId'],
    amz: ['x-amz-object-attributes', 'x-amz-max-parts', 'x-amz-part-number-marker'],
  }),
  objectOperation('PUT', 'PutObjectTagging', putObjectTagging, {
    selects: ['tagging'],
    query: ['versionId'],
    amz: BODY,
  }),
  objectOperation('GET', 'GetObjectTagging', getObjectTagging, { selects: ['tagging'], query: ['versionId'] }),
  objectOperation('DELETE', 'DeleteObjectTagging', deleteObjectTagging, { selects: ['tagging'], query: ['versionId'] }),

  objectOperation('POST', 'CreateMultipartUpload', createMultipartUpload, {
    selects: ['uploads'],
    amz: [...STORED, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
  }),
  objectOperation('PUT', 'UploadPart', uploadPart, { selects: ['uploadId', 'partNumber'], amz: BODY }),
  objectOperation('PUT', 'UploadPartCopy', uploadPartCopy, {
    selects: ['uploadId', 'partNumber'],
    header: 'x-amz-copy-source',
    amz: [...SOURCE, 'x-amz-copy-source-range'],
  }),
  objectOperation('POST', 'CompleteMultipartUpload', completeMultipartUpload, {
    selects: ['uploadId'],
    amz: [...BODY, 'x-amz-mp-object-size', 'x-amz-checksum-type'],
    conditions: WRITE_CONDITIONS,
  }),
  objectOperation('DELETE', 'AbortMultipartUpload', abortMultipartUpload, { selects: ['uploadId'] }),
  objectOperation('GET', 'ListParts', listParts, {
    selects: ['uploadId'],
    query: ['max-parts', 'part-number-marker'],
  }),
];
