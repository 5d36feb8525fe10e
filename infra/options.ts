import { z } from 'zod';
import { repeatedPrefix, siteIdsShape } from '../domain/site-id.ts';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;
const DAY = 86_400;

/** Context given on the command line (`-c name=value`) is always text; in cdk.json it may be JSON. */
const integer = z.coerce.number().int();
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
const group = <S extends z.ZodRawShape>(shape: S) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value ?? {};
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: `is not JSON: ${value}`, input: value });
      return z.NEVER;
    }
  }, z.strictObject(shape));

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .refine((url) => !url.endsWith('/'), 'must not end with a slash');

const bucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket');

const timers = group({
  /** mail to a submitter whose files have not all arrived */
  uploadReminderSeconds: integer.positive().default(15 * DAY),
  /** a submission whose files have not all arrived by then fails; Step Functions allows a year */
  uploadDeadlineSeconds: integer
    .positive()
    .max(365 * DAY)
    .default(30 * DAY),
  /** how often the sweeper looks for what fell through: at least daily; EventBridge has no shorter rate than a minute */
  sweepMinutes: integer.positive().max(1440).default(15),
});

const multipart = group({
  /** larger files are uploaded in parts; S3 takes at most 5 GiB in one request */
  thresholdBytes: integer
    .positive()
    .max(5 * GiB)
    .default(100 * MiB),
  /** least part size; S3's own least is 5 MiB */
  partBytes: integer
    .min(5 * MiB)
    .max(5 * GiB)
    .default(16 * MiB),
});

const ingest = group({
  /** what one shard of an ingest step handles */
  shardFiles: integer.positive().default(250),
  shardBytes: integer.positive().default(8 * GiB),
  /** how long one invocation works before it hands over to the next, also in fractions; a function ends after 900 s */
  sliceSeconds: z.coerce.number().positive().max(840).default(600),
});

const throttle = group({
  /** requests per second of the whole API, and how many may come at once */
  rate: integer.positive().default(200),
  burst: integer.positive().default(400),
});

const jobs = group({
  /** off: no network, queues or roles are made, and tasks that are containers are refused */
  enabled: flag.default(true),
  /** vCPUs that all jobs have together; further ones wait */
  maxVcpus: integer.positive().max(4096).default(16),
  /** image with Node, which brings the files of a job and stores what it made; name a copy or a digest to pin it */
  transferImage: z.string().min(1).default('public.ecr.aws/docker/library/node:24-alpine'),
  /** open submissions of one user, or of one address without signing in, from which further ones wait; 0: never */
  lowFrom: integer.nonnegative().default(10),
  /** and from which further ones are refused; 0: never */
  refuseFrom: integer.nonnegative().default(15),
  /** how long results are kept, also in fractions; 0: for ever */
  resultDays: z.coerce.number().nonnegative().default(10),
});

/** What holds data and is there already: kept by an earlier stack, or restored from a backup. */
const existing = group({
  table: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{3,255}$/, 'must be the name of a table')
    .optional(),
  uploadBucket: bucketName.optional(),
  releaseBucket: bucketName.optional(),
});

const siteIds = group(siteIdsShape());

const domain = group({
  name: z.hostname(),
  /** CloudFront reads certificates in us-east-1 only */
  certificateArn: z.string().startsWith('arn:aws:acm:us-east-1:', 'must be an ACM certificate in us-east-1'),
  /** where the DNS records are made; without it you point the name at the distribution yourself */
  hostedZone: group({ id: z.string().min(1), name: z.hostname() }).optional(),
});

const mirror = group({
  /** S3-compatible endpoint, e.g. https://storage.googleapis.com */
  endpoint: origin,
  /** `auto` is what Google Cloud Storage wants; other providers have regions of their own */
  region: z.string().min(1).default('auto'),
  bucket: z.string().min(3),
  /** Secrets Manager secret with `accessKeyId` and `secretAccessKey` */
  secretName: z.string().min(1),
});

const SCHEMA = z
  .strictObject({
    siteName: z.string().min(1).default('Waybill'),
    /** how new site ids look; those that there are stay as they are, and good */
    siteIds: siteIds.prefault({}),
    /** longest life of an API token, which is also its life where none is asked for */
    tokenMaxDays: integer.positive().default(365),
    /** overrides the public URL; set where the site is not behind its own distribution */
    siteUrl: origin.optional(),
    /** overrides the origin of pre-signed URLs; set where another server stands in for S3 */
    storageOrigin: origin.optional(),
    domain: domain.optional(),
    mailSender: z.email(),
    /** the account has a verified SES identity, address or domain, that covers the sender: the stack makes none */
    mailSenderVerified: flag.default(false),
    /** who hears of alarms */
    alarmEmail: z.email().optional(),
    mirror: mirror.optional(),
    timers: timers.prefault({}),
    multipart: multipart.prefault({}),
    ingest: ingest.prefault({}),
    throttle: throttle.prefault({}),
    jobs: jobs.prefault({}),
    /** taken into the stack by `cdk deploy --import-existing-resources` instead of made anew */
    existing: existing.prefault({}),
    /** days after which an object of the upload bucket goes, released or not */
    uploadRetentionDays: integer.positive().default(60),
    logRetentionDays: integer.positive().default(30),
  })
  .superRefine(({ timers, uploadRetentionDays, siteIds }, context) => {
    const deadlineDays = Math.ceil(timers.uploadDeadlineSeconds / DAY);
    if (uploadRetentionDays <= deadlineDays) {
      const message = `must be more than the ${deadlineDays} days of timers.uploadDeadlineSeconds, or files expire while their submission waits`;
      context.addIssue({ code: 'custom', path: ['uploadRetentionDays'], message });
    }
    if (timers.uploadReminderSeconds >= timers.uploadDeadlineSeconds) {
      const message = 'must be less than timers.uploadDeadlineSeconds';
      context.addIssue({ code: 'custom', path: ['timers', 'uploadReminderSeconds'], message });
    }
    const repeated = repeatedPrefix(siteIds);
    if (repeated !== undefined) {
      const message = `'${siteIds[repeated]}' is the prefix of something else already`;
      context.addIssue({ code: 'custom', path: ['siteIds', repeated], message });
    }
  });

/** What a deployment may choose; docs/deploy.md describes each. */
export type Options = z.output<typeof SCHEMA>;

/**
 * Reads the options from CDK context. Keys with a colon or a slash belong to the CDK; any other unknown key is refused,
 * so that a misspelt option is not silently ignored.
 * @throws Error naming every option that is wrong
 */
export function readOptions(context: Readonly<Record<string, unknown>>): Options {
  const own = Object.fromEntries(Object.entries(context).filter(([key]) => !/[:/]/.test(key)));
  const parsed = SCHEMA.safeParse(own);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'options'}: ${message}`);
  throw new Error(`The options in cdk.json (or given with -c) are not usable:\n${faults.join('\n')}`);
}
