import { openTable } from '../../adapters/dynamodb/client.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { readConfig } from '../config.ts';

export const config = readConfig('TABLE_NAME', 'UPLOAD_BUCKET', 'ACCOUNT_ID', 'SITE_IDS', 'SITE_URL');
export const table = openTable(config.TABLE_NAME);
export const uploads = openBucket(openS3(), config.UPLOAD_BUCKET, config.ACCOUNT_ID);
