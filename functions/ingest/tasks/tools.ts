import type { JobSettings } from '../../../adapters/batch/client.ts';
import { openTablePatiently } from '../../../adapters/dynamodb/client.ts';
import { openBucket, openS3 } from '../../../adapters/s3/client.ts';
import { readConfig } from '../../config.ts';

export type TaskTools = ReturnType<typeof openTasks>;

/** What everybody opens who starts tasks of jobs, or sees to their end. */
export function openTasks() {
  const config = readConfig('TABLE_NAME', 'ACCOUNT_ID', 'UPLOAD_BUCKET', 'RELEASE_BUCKET', 'JOB_SETTINGS');
  const s3 = openS3();
  return {
    table: openTablePatiently(config.TABLE_NAME),
    uploads: openBucket(s3, config.UPLOAD_BUCKET, config.ACCOUNT_ID),
    releases: openBucket(s3, config.RELEASE_BUCKET, config.ACCOUNT_ID),
    settings: config.JOB_SETTINGS,
  };
}

/** What a job runs on. @throws Error where the deployment has nothing for it */
export function settingsOf({ settings }: Pick<TaskTools, 'settings'>): JobSettings {
  if (settings === undefined) throw new Error('Jobs are switched off: set jobs.enabled in cdk.json and deploy.');
  return settings;
}

/** Where the files of one run of a task lie until it has ended; the bucket forgets them by itself. */
export const workPrefix = (id: string, nonce: string): string => `work/${id}/${nonce}/`;
