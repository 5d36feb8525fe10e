import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { readConfig } from '../config.ts';

const config = readConfig('RELEASE_BUCKET', 'ACCOUNT_ID');

export const releases = openBucket(openS3(), config.RELEASE_BUCKET, config.ACCOUNT_ID);
