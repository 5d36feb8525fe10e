import { readConfig } from '../config.ts';

export const config = readConfig('SITE_IDS', 'SITE_URL', 'UPLOAD_RETENTION_DAYS');
