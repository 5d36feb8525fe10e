import { openTablePatiently } from '../../adapters/dynamodb/client.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { readConfig } from '../config.ts';

/** What every step opens that takes files from the upload bucket to the release bucket, and how much it does at once. */
export function openFileStep() {
  const config = readConfig(
    'TABLE_NAME',
    'ACCOUNT_ID',
    'UPLOAD_BUCKET',
    'RELEASE_BUCKET',
    'SHARD_FILES',
    'SHARD_BYTES',
    'SLICE_SECONDS',
  );
  const s3 = openS3();
  return {
    table: openTablePatiently(config.TABLE_NAME),
    uploads: openBucket(s3, config.UPLOAD_BUCKET, config.ACCOUNT_ID),
    releases: openBucket(s3, config.RELEASE_BUCKET, config.ACCOUNT_ID),
    pace: { shardFiles: config.SHARD_FILES, shardBytes: config.SHARD_BYTES, sliceSeconds: config.SLICE_SECONDS },
  };
}
