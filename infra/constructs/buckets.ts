import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Options } from '../options.ts';

const CLOSED: BucketProps = {
  versioned: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN,
};

/**
 * A browser sends S3 no credentials by itself: whoever has no pre-signed URL gets nothing, from whatever page. The site's
 * own address cannot be named here, because its pages name the buckets in their content security policy.
 */
const ANY_ORIGIN = { allowedOrigins: ['*'], allowedHeaders: ['*'], maxAge: 3600 };

/** One that is there already. */
const named = (bucketName: string | undefined): BucketProps => (bucketName === undefined ? {} : { bucketName });

const abortUploads = (after: Duration) => ({ id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: after });

/** Where submitters upload to: everything in it is on its way and expires. */
export function createUploadBucket(scope: Construct, options: Options): Bucket {
  const bucket = new Bucket(scope, 'UploadBucket', {
    ...CLOSED,
    ...named(options.existing.uploadBucket),
    cors: [
      {
        ...ANY_ORIGIN,
        allowedMethods: [HttpMethods.PUT, HttpMethods.GET, HttpMethods.HEAD],
        exposedHeaders: ['ETag', ...CHECKSUM_HEADERS, 'x-amz-version-id'],
      },
    ],
    lifecycleRules: [
      // a large file may be sent over weeks, as long as its submission waits
      abortUploads(pinned(options)),
      {
        id: 'retention',
        expiration: Duration.days(options.uploadRetentionDays),
        noncurrentVersionExpiration: pinned(options),
      },
      { id: 'empty-markers', expiredObjectDeleteMarker: true },
    ],
  });
  // The bucket's own property: the L2's eventBridgeEnabled would add a custom resource with a function of its own.
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
  return bucket;
}

const CHECKSUM_HEADERS = ['sha256', 'sha1', 'crc32', 'crc32c', 'crc64nvme'].map((name) => `x-amz-checksum-${name}`);

/**
 * A file is pinned by its version when it arrives. A second PUT makes that version noncurrent, yet it is the one that
 * is released: it must outlive the longest wait for the submission's other files, and a week for the steps after it.
 */
function pinned({ timers }: Options): Duration {
  return Duration.days(Math.ceil(timers.uploadDeadlineSeconds / 86_400) + 7);
}

/** Where verified files, outputs and records stay. */
export function createReleaseBucket(scope: Construct, { existing }: Options): Bucket {
  return new Bucket(scope, 'ReleaseBucket', {
    ...CLOSED,
    ...named(existing.releaseBucket),
    cors: [{ ...ANY_ORIGIN, allowedMethods: [HttpMethods.GET, HttpMethods.HEAD], exposedHeaders: ['Content-Range'] }],
    lifecycleRules: [
      abortUploads(Duration.days(7)),
      // results of jobs that have expired, and records that were written again
      { id: 'replaced-records', prefix: 'records/', noncurrentVersionExpiration: Duration.days(1) },
      { id: 'empty-markers', expiredObjectDeleteMarker: true },
    ],
  });
}
