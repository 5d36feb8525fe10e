import type { BucketSettings } from '../../local/s3/bucket-settings.ts';

/** Deadlines of the service under torture: days, which the clock is moved over. */
export const DEADLINE_DAYS = 2;
export const RETENTION_DAYS = 60;
const DAY_SECONDS = 86_400;

const queueArn = (name: string): string => `arn:aws:batch:us-east-1:000000000000:job-queue/${name}`;
const PRIORITIES = ['low', 'medium', 'high'] as const;
export const QUEUES = new Map(PRIORITIES.map((name, priority) => [queueArn(name), { arn: queueArn(name), priority }]));

export const JOB_SETTINGS = JSON.stringify({
  definitionPrefix: 'Torture-',
  executionRoleArn: 'arn:aws:iam::000000000000:role/execution',
  logGroup: 'jobs',
  transferImage: 'node',
  queues: Object.fromEntries(PRIORITIES.map((name) => [name, queueArn(name)])),
});

export const VARIABLES: Readonly<Record<string, string>> = {
  AWS_MAX_ATTEMPTS: '2',
  SITE_NAME: 'Tortured archive',
  MAIL_SENDER: 'no-reply@example.org',
  TOKEN_MAX_DAYS: '365',
  // a shard of two files: the larger submissions fan out
  SHARD_FILES: '2',
  UPLOAD_REMINDER_SECONDS: String(DAY_SECONDS),
  UPLOAD_DEADLINE_SECONDS: String(DEADLINE_DAYS * DAY_SECONDS),
  UPLOAD_RETENTION_DAYS: String(RETENTION_DAYS),
  // files of a few rows go with one PUT, others in parts
  MULTIPART_THRESHOLD_BYTES: '200',
  JOB_RESULT_SECONDS: String(10 * DAY_SECONDS),
  JOB_LOW_FROM: '0',
  JOB_REFUSE_FROM: '0',
};

/** The rules of the deployed buckets. */
export const LIFECYCLE: Readonly<Record<'uploads' | 'releases', Partial<BucketSettings>>> = {
  uploads: {
    lifecycle: [
      { abortIncompleteMultipartDays: DEADLINE_DAYS + 7 },
      { expirationDays: RETENTION_DAYS, noncurrentDays: DEADLINE_DAYS + 7 },
      { expiredObjectDeleteMarker: true },
    ],
  },
  releases: {
    lifecycle: [
      { abortIncompleteMultipartDays: 7 },
      { prefix: 'records/', noncurrentDays: 1 },
      { expiredObjectDeleteMarker: true },
    ],
  },
};
