import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';
import { siteIdsShape } from '../domain/site-id.ts';

// Every function reads its configuration before anything else. Without a language zod/mini says `Invalid input` of all faults.
z.config(english());

const text = () => z.string().check(z.minLength(1));
const seconds = () => z.coerce.number().check(z.int(), z.positive());
const count = () => z.coerce.number().check(z.int(), z.positive());

function jsonOf(text: string, { issues }: z.core.ParsePayload): unknown {
  try {
    return JSON.parse(text);
  } catch {
    issues.push({ code: 'custom', message: 'is not JSON', input: text });
    return z.NEVER;
  }
}

const jobSettings = () =>
  z.strictObject({
    definitionPrefix: text(),
    executionRoleArn: text(),
    logGroup: text(),
    transferImage: text(),
    queues: z.strictObject({ low: text(), medium: text(), high: text() }),
  });

/** Every environment variable that a function may read; infra sets them by these names. */
const SCHEMA = {
  TABLE_NAME: text,
  UPLOAD_BUCKET: text,
  RELEASE_BUCKET: text,
  STATE_MACHINE_ARN: text,
  /** public origin without a trailing slash, e.g. https://data.example.org */
  SITE_URL: () => z.url(),
  SITE_NAME: text,
  MAIL_SENDER: text,
  /** what the distribution proves itself with; empty: nobody's word on where a request comes from is taken */
  EDGE_KEY: () => z._default(z.string(), ''),
  /** longest life of an API token, which is also its life where none is asked for */
  TOKEN_MAX_DAYS: () => z._default(count(), 365),
  /** the bucket owner that every S3 call expects */
  ACCOUNT_ID: text,
  /** empty where no mirror is configured */
  MIRROR_ENDPOINT: () => z._default(z.string(), ''),
  MIRROR_REGION: () => z._default(z.string(), ''),
  MIRROR_BUCKET: () => z._default(z.string(), ''),
  MIRROR_SECRET: () => z._default(z.string(), ''),
  UPLOAD_REMINDER_SECONDS: seconds,
  UPLOAD_DEADLINE_SECONDS: seconds,
  /** days after which an object of the upload bucket expires */
  UPLOAD_RETENTION_DAYS: count,
  /** JSON: the prefixes and the number of digits that new site ids have */
  SITE_IDS: () => z.pipe(z.string(), z.pipe(z.transform(jsonOf), z.strictObject(siteIdsShape()))),
  /** JSON: what jobs run on; empty where they are switched off */
  JOB_SETTINGS: () =>
    z.pipe(
      z.string(),
      z.pipe(
        z.transform((text: string, context) => (text === '' ? undefined : jsonOf(text, context))),
        z.optional(jobSettings()),
      ),
    ),
  /** files larger than this are uploaded in parts */
  MULTIPART_THRESHOLD_BYTES: count,
  /** least part size; larger files get larger parts */
  MULTIPART_PART_BYTES: count,
  /** files and bytes that one shard of an ingest step handles */
  SHARD_FILES: count,
  SHARD_BYTES: count,
  /** open submissions to jobs of one user or address from which further ones wait, or are refused; 0: never */
  JOB_LOW_FROM: () => z.coerce.number().check(z.int(), z.minimum(0)),
  JOB_REFUSE_FROM: () => z.coerce.number().check(z.int(), z.minimum(0)),
  /** how long the results of jobs are kept; 0: for ever */
  JOB_RESULT_SECONDS: () => z.coerce.number().check(z.int(), z.minimum(0)),
  /** how long one invocation of an ingest step works before it hands over to the next; may be a fraction */
  SLICE_SECONDS: () => z.coerce.number().check(z.positive()),
} as const;

type Schema = typeof SCHEMA;
export type Config<K extends keyof Schema> = { [P in K]: z.output<ReturnType<Schema[P]>> };

/**
 * Reads the named variables, once per cold start. The only reader of the environment in this room.
 * @throws Error naming the first variable that is missing or wrong
 */
export function readConfig<K extends keyof Schema>(...names: K[]): Config<K> {
  const values: Partial<Record<K, unknown>> = {};
  for (const name of names) {
    const parsed = SCHEMA[name]().safeParse(process.env[name]);
    if (!parsed.success) {
      throw new Error(`Environment variable ${name} is not usable: ${parsed.error.issues[0]?.message ?? 'missing'}`);
    }
    values[name] = parsed.data;
  }
  return values as Config<K>;
}
