import { S3Client } from '@aws-sdk/client-s3';

/** One bucket, the client that reaches it, and the account that must own it. */
export interface Bucket {
  client: S3Client;
  name: string;
  /** account id; sent as ExpectedBucketOwner, so that a bucket of somebody else's with the same name is refused */
  owner?: string;
}

/**
 * Makes the client; call it once per module. Region, endpoint and credentials come from the environment as the AWS SDK
 * reads it. Checksums are sent only where we give one: the SDK's default would sign the CRC32 of an empty body into
 * every pre-signed PUT, and S3 would then refuse the real bytes.
 */
export function openS3(): S3Client {
  return new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // S3 keeps long copies and completions alive with blanks, so a minute without a byte means a dead connection.
    requestHandler: { connectionTimeout: 3_000, socketTimeout: 60_000 },
  });
}

export function openBucket(client: S3Client, name: string, owner?: string): Bucket {
  return owner === undefined ? { client, name } : { client, name, owner };
}

/** What every call to a bucket starts with. */
export function addressed(bucket: Bucket): { Bucket: string; ExpectedBucketOwner?: string } {
  return bucket.owner === undefined
    ? { Bucket: bucket.name }
    : { Bucket: bucket.name, ExpectedBucketOwner: bucket.owner };
}
