import { type App, Aws, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { createAlarms } from './constructs/alarms.ts';
import { createReleaseBucket, createUploadBucket } from './constructs/buckets.ts';
import { createDistribution, edgeKey } from './constructs/distribution.ts';
import { createRules, createUndeliveredQueue } from './constructs/events.ts';
import { createFunctions, type FunctionSettings } from './constructs/functions.ts';
import { addFallback, addRoutes, createHttpApi } from './constructs/http-api.ts';
import { createIngest, ingestNames } from './constructs/ingest.ts';
import { createJobRunner, type JobRunner, jobResources, jobSettings } from './constructs/job-queue.ts';
import { createSender } from './constructs/mail.ts';
import { createOutputs } from './constructs/outputs.ts';
import { createTable } from './constructs/table.ts';
import { createWeb, originOf } from './constructs/web.ts';
import type { DoorName, EnvironmentName, FunctionName } from './functions.ts';
import type { Options } from './options.ts';
import { ROUTES } from './routes.ts';

export interface StackParts {
  options: Options;
  code: Readonly<Record<FunctionName, Code>>;
  /** folder of the built dashboard */
  web: string;
}

/** The whole service in one stack, for any account and region. */
export function createStack(app: App, { options, code, web }: StackParts): Stack {
  const stack = new Stack(app, 'Waybill', { description: 'Waybill: data submissions with six ingest steps' });
  const { logRetentionDays: logRetention } = options;
  const api = createHttpApi(stack, options, logRetention);
  const stores = createStores(stack, api, { options, web });
  const undelivered = createUndeliveredQueue(stack);
  const jobRunner = createJobRunner(stack, options);
  const functions = createFunctions(stack, {
    code,
    environment: { ...environmentValues(stack, stores, options), JOB_SETTINGS: jobSettings(stack, jobRunner, options) },
    resources: grantedResources(stack, stores, { options, jobRunner }),
    undelivered,
    logRetention,
  });
  createSender(stack, options);
  for (const name of Object.keys(ROUTES) as DoorName[]) addRoutes(api, name, functions[name], ROUTES[name]);
  addFallback(api, functions.Unrouted);
  const ingest = createIngest(stack, functions, logRetention);
  const jobQueues = Object.values(jobRunner?.queues ?? {});
  const sources = { listeners: functions, uploadBucket: stores.uploadBucket, ingest, undelivered, jobQueues };
  createRules(stack, sources, options);
  createAlarms(stack, { api, table: stores.table, ingest, undelivered, functions }, options);
  createOutputs(stack, {
    siteUrl: stores.siteUrl,
    distributionDomain: stores.distribution.distributionDomainName,
    bootstrapAdmin: functions.BootstrapAdmin,
    tableName: stores.table.tableName,
    uploadBucketName: stores.uploadBucket.bucketName,
    releaseBucketName: stores.releaseBucket.bucketName,
    stateMachineArn: ingest.stateMachineArn,
    undeliveredQueueUrl: undelivered.queueUrl,
  });
  return stack;
}

type Stores = ReturnType<typeof createStores>;

function createStores(stack: Stack, api: HttpApi, { options, web }: Pick<StackParts, 'options' | 'web'>) {
  const table = createTable(stack, options.existing.table);
  const releaseBucket = createReleaseBucket(stack, options);
  const uploadBucket = createUploadBucket(stack, options);
  const { storageOrigin, logRetentionDays: logRetention } = options;
  const storageOrigins = storageOrigin ? [storageOrigin] : [uploadBucket, releaseBucket].map(originOf);
  const pages = createWeb(stack, { folder: web, storageOrigins, logRetention });
  const distribution = createDistribution(stack, { api, releaseBucket, pages, options });
  const siteUrl = options.siteUrl ?? `https://${options.domain?.name ?? distribution.distributionDomainName}`;
  return { table, releaseBucket, distribution, siteUrl, uploadBucket };
}

const DAY_SECONDS = 86_400;

/** The value of every environment variable; the catalogue says which function gets which. */
function environmentValues(
  stack: Stack,
  { table, uploadBucket, releaseBucket, siteUrl }: Stores,
  options: Options,
): Omit<Record<EnvironmentName, string>, 'JOB_SETTINGS'> {
  const { siteName, mailSender, tokenMaxDays, mirror, timers, multipart, ingest, jobs } = options;
  return {
    ACCOUNT_ID: Aws.ACCOUNT_ID,
    EDGE_KEY: edgeKey(),
    JOB_LOW_FROM: String(jobs.lowFrom),
    JOB_REFUSE_FROM: String(jobs.refuseFrom),
    JOB_RESULT_SECONDS: String(Math.round(jobs.resultDays * DAY_SECONDS)),
    MAIL_SENDER: mailSender,
    MIRROR_BUCKET: mirror?.bucket ?? '',
    MIRROR_ENDPOINT: mirror?.endpoint ?? '',
    MIRROR_REGION: mirror?.region ?? '',
    MIRROR_SECRET: mirror?.secretName ?? '',
    MULTIPART_PART_BYTES: String(multipart.partBytes),
    MULTIPART_THRESHOLD_BYTES: String(multipart.thresholdBytes),
    RELEASE_BUCKET: releaseBucket.bucketName,
    SHARD_BYTES: String(ingest.shardBytes),
    SHARD_FILES: String(ingest.shardFiles),
    SITE_IDS: JSON.stringify(options.siteIds),
    SITE_NAME: siteName,
    SITE_URL: siteUrl,
    SLICE_SECONDS: String(ingest.sliceSeconds),
    STATE_MACHINE_ARN: ingestNames(stack).arn,
    TABLE_NAME: table.tableName,
    TOKEN_MAX_DAYS: String(tokenMaxDays),
    UPLOAD_BUCKET: uploadBucket.bucketName,
    UPLOAD_DEADLINE_SECONDS: String(timers.uploadDeadlineSeconds),
    UPLOAD_RETENTION_DAYS: String(options.uploadRetentionDays),
    UPLOAD_REMINDER_SECONDS: String(timers.uploadReminderSeconds),
  };
}

function grantedResources(
  stack: Stack,
  { table, uploadBucket, releaseBucket }: Stores,
  { options, jobRunner }: { options: Options; jobRunner: JobRunner | undefined },
): FunctionSettings['resources'] {
  const { arn, executionArns } = ingestNames(stack);
  const { mirror, mailSender } = options;
  return {
    tableArn: table.tableArn,
    buckets: { upload: uploadBucket.bucketArn, release: releaseBucket.bucketArn },
    stateMachineArn: arn,
    executionArns,
    eventBusArn: stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
    mailIdentityArns: stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' }),
    mailSender,
    ...jobResources(stack, jobRunner),
    // Secrets Manager ends the ARN of a secret with a hyphen and six characters of its own.
    ...(mirror && {
      mirrorSecretArn: `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:${mirror.secretName}-??????`,
    }),
  };
}
