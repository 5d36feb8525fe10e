import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { readConfig } from '../config.ts';

const config = readConfig('UPLOAD_BUCKET', 'ACCOUNT_ID');

export const uploads = openBucket(openS3(), config.UPLOAD_BUCKET, config.ACCOUNT_ID);
