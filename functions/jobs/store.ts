import { openTable } from '../../adapters/dynamodb/client.ts';
import { createJobDefinitionStore } from '../../adapters/dynamodb/jobs/definition-store.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { readConfig } from '../config.ts';

export const config = readConfig(
  'TABLE_NAME',
  'UPLOAD_BUCKET',
  'RELEASE_BUCKET',
  'ACCOUNT_ID',
  'SITE_IDS',
  'SITE_URL',
  'JOB_LOW_FROM',
  'JOB_REFUSE_FROM',
  'JOB_RESULT_SECONDS',
);
export const table = openTable(config.TABLE_NAME);
const s3 = openS3();
export const uploads = openBucket(s3, config.UPLOAD_BUCKET, config.ACCOUNT_ID);
export const releases = openBucket(s3, config.RELEASE_BUCKET, config.ACCOUNT_ID);
export const definitions = createJobDefinitionStore(table);
