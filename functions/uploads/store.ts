import { readConfig } from '../config.ts';

export const config = readConfig('MULTIPART_THRESHOLD_BYTES', 'MULTIPART_PART_BYTES', 'UPLOAD_RETENTION_DAYS');

/** Seconds that an upload URL lives: role credentials may end it sooner, and a new one costs nothing. */
export const URL_SECONDS = 3600;
