import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { readConfig } from '../config.ts';

const config = readConfig('UPLOAD_BUCKET', 'RELEASE_BUCKET', 'ACCOUNT_ID');
const s3 = openS3();

export const uploads = openBucket(s3, config.UPLOAD_BUCKET, config.ACCOUNT_ID);
export const releases = openBucket(s3, config.RELEASE_BUCKET, config.ACCOUNT_ID);
