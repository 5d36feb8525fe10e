import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { createAuthenticator } from '../../adapters/dynamodb/authenticator.ts';
import { createGroupStore } from '../../adapters/dynamodb/group-store.ts';
import { createTokenStore } from '../../adapters/dynamodb/token-store.ts';
import { createUserStore } from '../../adapters/dynamodb/user-store.ts';
import { tokenRecord } from '../../domain/account/api-token.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { newToken } from '../../domain/account/token.ts';
import type { RouteTable } from '../../functions/http/route.ts';
import { type Service, startEndpoint } from '../../local/aws/endpoint.ts';
import type { BusEvent } from '../../local/aws/event.ts';
import type { Inject } from '../../local/dynamodb/faults.ts';
import { eventsService } from '../../local/eventbridge/api.ts';
import type { BucketSettings } from '../../local/s3/bucket-settings.ts';
import { startS3 } from '../../local/s3/start.ts';
import type { Invoke } from '../../local/stepfunctions/engine/lambda.ts';
import { startStepFunctions } from '../../local/stepfunctions/service.ts';
import { account, group } from '../adapters/dynamodb/account-fixtures.ts';
import { CREDENTIALS, type LocalTable, startLocalTable } from '../adapters/dynamodb/local-table.ts';
import { type CallCounter, startCallCounter } from './call-counter.ts';
import { gatewayTo, type Line, routeKeysOf, type Sent } from './door-event.ts';

export const UPLOADS = 'waybill-uploads-test';
export const RELEASES = 'waybill-releases-test';
export const MIRROR = 'waybill-mirror-test';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:ingest-test';

export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** The deployed functions in this process, on stores of their own that count what is asked of them. */
export interface InProcess {
  counter: CallCounter;
  local: LocalTable;
  /** the handler of a file of `functions/`, loaded with the environment that it is deployed with */
  load(entry: string): Promise<Handler>;
  /** loads a handler and invokes it */
  run(entry: string, event: unknown): Promise<unknown>;
  groupId: string;
  /** what time removes by itself is removed, as of now: by the buckets' lifecycle rules, by the table's `ttl` */
  expire(): Promise<void>;
  /** makes a user of the one group; the answer is a token */
  tokenFor(username: string, roles?: Partial<Principal>): Promise<string>;
  close(): Promise<void>;
}

export interface Surroundings {
  /** the ingest state machine; without one, executions end as soon as they are started */
  ingest?: { definition: object; invoke: Invoke; retryScale?: number };
  /** takes what is put on the bus */
  put?: (event: BusEvent) => void;
  /** takes what S3 and Step Functions tell */
  emit?: (event: BusEvent) => Promise<void>;
  /** what the functions may do; everything, where it is not said */
  allows?: (action: string) => boolean;
  /** faults of the table */
  inject?: Inject;
  /** calls go past the counter, which is quicker */
  uncounted?: true;
  /** stands between the SDK and the local services instead of the counter */
  between?: (
    endpoints: Record<string, string>,
  ) => Promise<{ endpoints: Record<string, string>; close(): Promise<void> }>;
  /** settings of buckets by name, beside that they keep versions */
  buckets?: Readonly<Record<string, Partial<BucketSettings>>>;
  /** further services by signing name, and their `AWS_ENDPOINT_URL_…` variables */
  services?: Readonly<Record<string, Service>>;
  variables?: readonly string[];
  /** variables that differ from the usual ones */
  environment?: Record<string, string>;
}

const ENDS_AT_ONCE: NonNullable<Surroundings['ingest']> = {
  definition: { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } },
  invoke: async () => ({ payload: {} }),
};

export async function startInProcess(surroundings: Surroundings = {}): Promise<InProcess> {
  const { ingest = ENDS_AT_ONCE, put = () => {}, emit = async () => {}, allows = () => true } = surroundings;
  const directory = await mkdtemp(join(tmpdir(), 'waybill-functions-'));
  const operator = { ...CREDENTIALS, name: 'operator', allows };
  const callers = { find: (id: string) => (id === operator.accessKeyId ? operator : undefined) };
  const local = await startLocalTable(surroundings.inject);
  const s3 = await startS3({ port: 0, directory: join(directory, 's3'), callers, emit });
  for (const bucket of [UPLOADS, RELEASES, MIRROR]) {
    await s3.ensureBucket(bucket, { versioned: true, ...surroundings.buckets?.[bucket] });
  }
  const workflow = { port: 0, directory: join(directory, 'workflow'), callers, emit };
  const { definition, ...machine } = ingest;
  const states = await startStepFunctions({ ...workflow, ...machine });
  await states.ensureStateMachine({ arn: MACHINE, name: 'ingest-test', definition, type: 'STANDARD' });
  const shared = await startEndpoint({
    port: 0,
    callers,
    services: {
      events: eventsService(put),
      // the mirror is the local S3, so its key is the one that everybody has here
      secretsmanager: async () => ({ body: JSON.stringify({ SecretString: JSON.stringify(CREDENTIALS) }) }),
      ...surroundings.services,
    },
  });
  const direct = {
    AWS_ENDPOINT_URL_DYNAMODB: local.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_SFN: states.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: shared.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: shared.url,
    ...Object.fromEntries((surroundings.variables ?? []).map((name) => [name, shared.url])),
  };
  const counter = await startCallCounter(direct);
  const between = await surroundings.between?.(direct);
  const endpoints = between?.endpoints ?? (surroundings.uncounted ? direct : counter.endpoints);
  const mirror = { MIRROR_ENDPOINT: endpoints.AWS_ENDPOINT_URL_S3, MIRROR_BUCKET: MIRROR };
  Object.assign(process.env, environment(local.table.name), endpoints, mirror, surroundings.environment);
  const lab = group('Lab');
  await createGroupStore(local.table).create(lab);
  const loaded = new Map<string, Promise<{ handler: Handler }>>();
  const load = async (entry: string) => {
    const module = loaded.get(entry) ?? import(/* @vite-ignore */ `../../functions/${entry}`);
    loaded.set(entry, module);
    return (await module).handler;
  };
  return {
    counter,
    local,
    groupId: lab.groupId,
    expire: async () => {
      s3.expire(new Date());
      await local.expire(new Date());
    },
    load,
    run: async (entry, event) => (await load(entry))(event, {} as Context),
    tokenFor: async (username, roles = {}) => {
      const made = await account(lab, username, roles);
      await createUserStore(local.table).create(made);
      const token = newToken(made.userId);
      const now = new Date();
      const record = tokenRecord(made.userId, 'test', new Date(now.getTime() + 3_600_000), now);
      await createTokenStore(local.table).add(made, token, record);
      // one that was used this hour: the first request of an hour has one write more, beside it
      await createAuthenticator(local.table)(`Bearer ${token}`, now).then(({ noteUse }) => noteUse?.());
      return token;
    },
    close: async () => {
      for (const service of [between, counter, shared, states, s3, local]) await service?.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export const environment = (tableName: string) => ({
  TABLE_NAME: tableName,
  UPLOAD_BUCKET: UPLOADS,
  RELEASE_BUCKET: RELEASES,
  STATE_MACHINE_ARN: MACHINE,
  ACCOUNT_ID: '000000000000',
  SITE_URL: 'https://data.example.org',
  SITE_IDS: '{}',
  UPLOAD_REMINDER_SECONDS: '600',
  UPLOAD_DEADLINE_SECONDS: '3600',
  UPLOAD_RETENTION_DAYS: '60',
  MULTIPART_THRESHOLD_BYTES: String(6 * 1024 ** 2),
  MULTIPART_PART_BYTES: String(5 * 1024 ** 2),
  JOB_SETTINGS: '',
  JOB_LOW_FROM: '10',
  JOB_REFUSE_FROM: '15',
  JOB_RESULT_SECONDS: '864000',
  SHARD_FILES: '250',
  SHARD_BYTES: String(8 * 1024 ** 3),
  SLICE_SECONDS: '600',
  MIRROR_REGION: 'us-east-1',
  MIRROR_SECRET: 'mirror-test',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});

/** A door with its routes. */
export interface Door {
  handler: Handler;
  routes: RouteTable;
}

/** One request to a door, as API Gateway hands it over. */
export async function invoke(
  { handler, routes }: Door,
  request: Line,
  asked: Sent,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { event } = await gatewayTo({ door: routeKeysOf(routes) })(request, asked);
  return (await handler(event, {} as Context)) as APIGatewayProxyStructuredResultV2;
}

/** One request to a door. @throws Error where the answer has another status */
export async function ask<T = Record<string, unknown>>(
  { handler, routes }: Door,
  request: Line,
  { status = 200, ...asked }: Sent & { status?: number } = {},
): Promise<T> {
  const { statusCode, body: sent = '', isBase64Encoded = false } = await invoke({ handler, routes }, request, asked);
  const body = isBase64Encoded ? Buffer.from(sent, 'base64').toString() : sent;
  if (statusCode !== status) throw new Error(`${request} answered ${statusCode}: ${body}`);
  return (body === '' ? undefined : JSON.parse(body)) as T;
}
