import { openTable } from '../../adapters/dynamodb/client.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { readConfig } from '../config.ts';

export const config = readConfig(
  'TABLE_NAME',
  'UPLOAD_BUCKET',
  'ACCOUNT_ID',
  'MULTIPART_THRESHOLD_BYTES',
  'MULTIPART_PART_BYTES',
  'UPLOAD_RETENTION_DAYS',
);
export const table = openTable(config.TABLE_NAME);
export const uploads = openBucket(openS3(), config.UPLOAD_BUCKET, config.ACCOUNT_ID);

/** Seconds that an upload URL lives: role credentials may end it sooner, and a new one costs nothing. */
export const URL_SECONDS = 3600;
