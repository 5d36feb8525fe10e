import { openTable } from '../../adapters/dynamodb/client.ts';
import { createGroupStore } from '../../adapters/dynamodb/group-store.ts';
import { createUserStore } from '../../adapters/dynamodb/user-store.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { readConfig } from '../config.ts';

export const config = readConfig(
  'TABLE_NAME',
  'UPLOAD_BUCKET',
  'RELEASE_BUCKET',
  'ACCOUNT_ID',
  'SITE_IDS',
  'SITE_URL',
  'UPLOAD_DEADLINE_SECONDS',
);
export const table = openTable(config.TABLE_NAME);
const s3 = openS3();
export const uploads = openBucket(s3, config.UPLOAD_BUCKET, config.ACCOUNT_ID);
export const releases = openBucket(s3, config.RELEASE_BUCKET, config.ACCOUNT_ID);
export const groups = createGroupStore(table);
export const users = createUserStore(table);
