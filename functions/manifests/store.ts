import { openTable } from '../../adapters/dynamodb/client.ts';
import { createDefinitionStore } from '../../adapters/dynamodb/manifest-store.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { readConfig } from '../config.ts';

const config = readConfig('TABLE_NAME', 'UPLOAD_BUCKET', 'ACCOUNT_ID');

export const definitions = createDefinitionStore(openTable(config.TABLE_NAME));
export const uploads = openBucket(openS3(), config.UPLOAD_BUCKET, config.ACCOUNT_ID);
