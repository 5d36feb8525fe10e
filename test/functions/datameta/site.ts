import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { createTokenStore } from '../../../adapters/dynamodb/token-store.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import type { Account, Group } from '../../../domain/account/account.ts';
import { tokenRecord } from '../../../domain/account/api-token.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { newToken } from '../../../domain/account/token.ts';
import { routes } from '../../../functions/datameta/routes.ts';
import type { Route } from '../../../functions/http/route.ts';
import { startEndpoint } from '../../../local/aws/endpoint.ts';
import type { Inject } from '../../../local/dynamodb/faults.ts';
import { eventsService } from '../../../local/eventbridge/api.ts';
import { startS3 } from '../../../local/s3/start.ts';
import { startStepFunctions } from '../../../local/stepfunctions/service.ts';
import { account, group } from '../../adapters/dynamodb/account-fixtures.ts';
import { CREDENTIALS, type LocalTable, startLocalTable } from '../../adapters/dynamodb/local-table.ts';
import { startMailbox } from '../../adapters/mail/mailbox.ts';
import { gatewayTo, type Line, routeKeysOf, type Sent } from '../door-event.ts';

const UPLOADS = 'waybill-uploads-test';
const RELEASES = 'waybill-releases-test';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:ingest-test';
export const SITE_URL = 'https://data.example.org';

export interface Answer<T = unknown> {
  status: number;
  headers: Record<string, string>;
  body: T;
}

export interface Somebody {
  account: Account;
  token: string;
}

/** The DataMeta door in this process, on stores of its own. */
export interface DatametaSite {
  local: LocalTable;
  /** raw MIME of the mails sent so far */
  mails: string[];
  group(name: string): Promise<Group>;
  person(group: Group, username: string, roles?: Partial<Principal>): Promise<Somebody>;
  /** one request as API Gateway hands it over; what is answered has to fit the schema that its route states */
  ask<T = unknown>(request: Line, asked?: Sent): Promise<Answer<T>>;
  close(): Promise<void>;
}

/** @param changed variables that differ from the usual ones */
/** @param inject is asked before each operation of the table */
export async function startDatametaSite(changed: Record<string, string> = {}, inject?: Inject): Promise<DatametaSite> {
  const directory = await mkdtemp(join(tmpdir(), 'waybill-datameta-'));
  const operator = { ...CREDENTIALS, name: 'operator', allows: () => true };
  const callers = { find: (id: string) => (id === operator.accessKeyId ? operator : undefined) };
  const emit = async () => {};
  const local = await startLocalTable(inject);
  const s3 = await startS3({ port: 0, directory: join(directory, 's3'), callers, emit });
  for (const bucket of [UPLOADS, RELEASES]) await s3.ensureBucket(bucket, { versioned: true });
  const states = await startStepFunctions({
    port: 0,
    directory: join(directory, 'states'),
    callers,
    emit,
    invoke: async () => ({ payload: {} }),
  });
  const definition = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
  await states.ensureStateMachine({ arn: MACHINE, name: 'ingest-test', definition, type: 'STANDARD' });
  const shared = await startEndpoint({ port: 0, callers, services: { events: eventsService(() => {}) } });
  const mailbox = await startMailbox();
  Object.assign(process.env, environment(local.table.name), {
    AWS_ENDPOINT_URL_SESV2: mailbox.url,
    AWS_ENDPOINT_URL_DYNAMODB: local.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_SFN: states.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: shared.url,
    ...changed,
  });
  const { handler } = await import('../../../functions/datameta/index.ts');
  return {
    local,
    mails: mailbox.mails,
    group: async (name) => {
      const made = group(name);
      await createGroupStore(local.table).create(made);
      return made;
    },
    person: (of, username, roles) => makePerson(local, of, username, roles),
    ask: async <T>(request: Line, asked: Sent = {}) => {
      const { event, routeKey } = await send(request, asked);
      const result = await handler(event, {} as Context);
      return answerOf<T>(request, routeKey, result);
    },
    close: async () => {
      for (const service of [shared, states, s3, local, mailbox]) await service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const environment = (tableName: string) => ({
  TABLE_NAME: tableName,
  UPLOAD_BUCKET: UPLOADS,
  RELEASE_BUCKET: RELEASES,
  STATE_MACHINE_ARN: MACHINE,
  ACCOUNT_ID: '000000000000',
  SITE_URL,
  SITE_NAME: 'Test site',
  EDGE_KEY: 'edge-of-the-test',
  SITE_IDS: '{}',
  MAIL_SENDER: 'data@example.org',
  TOKEN_MAX_DAYS: '365',
  UPLOAD_REMINDER_SECONDS: '600',
  UPLOAD_DEADLINE_SECONDS: '3600',
  UPLOAD_RETENTION_DAYS: '60',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});

async function makePerson(local: LocalTable, of: Group, username: string, roles: Partial<Principal> = {}) {
  const made = await account(of, username, roles);
  await createUserStore(local.table).create(made);
  const token = newToken(made.userId);
  const now = new Date();
  const record = tokenRecord(made.userId, 'test', new Date(now.getTime() + 3_600_000), now);
  await createTokenStore(local.table).add(made, token, record);
  return { account: made, token };
}

const send = gatewayTo({ datameta: routeKeysOf(routes) });

function answerOf<T>(request: string, routeKey: string, result: APIGatewayProxyStructuredResultV2): Answer<T> {
  const { statusCode: status = 0, body = '' } = result;
  const parsed: unknown = body === '' ? undefined : JSON.parse(body);
  const route: Route | undefined = Object.values(routes).find(({ method, path }) => `${method} ${path}` === routeKey);
  const schema = status < 400 ? route?.responses[status]?.schema : undefined;
  const fault = schema?.().safeParse(parsed).error;
  if (fault) throw new Error(`${request} answered ${status} in another shape: ${fault.message}\n${body}`);
  return { status, headers: (result.headers ?? {}) as Record<string, string>, body: parsed as T };
}
