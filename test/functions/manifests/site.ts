import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { createTokenStore } from '../../../adapters/dynamodb/token-store.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import { tokenRecord } from '../../../domain/account/api-token.ts';
import { newToken } from '../../../domain/account/token.ts';
import { routes } from '../../../functions/manifests/routes.ts';
import { startS3 } from '../../../local/s3/start.ts';
import { account, group } from '../../adapters/dynamodb/account-fixtures.ts';
import { CREDENTIALS, startLocalTable } from '../../adapters/dynamodb/local-table.ts';
import { gatewayTo, type Line, routeKeysOf } from '../door-event.ts';

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  bytes: Buffer;
  // tests look into bodies of every shape
  // biome-ignore lint/suspicious/noExplicitAny: as above
  body: any; // oxlint-disable-line typescript/no-explicit-any
}

export interface Ask {
  token?: string;
  query?: Record<string, string>;
  json?: unknown;
  bytes?: Buffer;
  contentType?: string;
}

export interface ManifestSite {
  admin: string;
  user: string;
  other: string;
  call(method: string, path: string, ask?: Ask): Promise<Answer>;
  close(): Promise<void>;
}

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

const BUCKET = 'waybill-uploads-test';

/** The deployed function of the manifest door on a table and a bucket of its own, reached by the real SDK. */
export async function startManifestSite(): Promise<ManifestSite> {
  const local = await startLocalTable();
  const directory = await mkdtemp(join(tmpdir(), 'waybill-manifests-'));
  const operator = { ...CREDENTIALS, name: 'operator', allows: () => true };
  const callers = { find: (id: string) => (id === operator.accessKeyId ? operator : undefined) };
  const s3 = await startS3({ port: 0, directory, callers, emit: async () => {} });
  await s3.ensureBucket(BUCKET, { versioned: true });
  Object.assign(process.env, {
    TABLE_NAME: local.table.name,
    UPLOAD_BUCKET: BUCKET,
    ACCOUNT_ID: '000000000000',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: local.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  const door = (await import('../../../functions/manifests/index.ts')).handler as Handler;
  const lab = group('Lab');
  await createGroupStore(local.table).create(lab);
  const tokenFor = async (username: string, roles = {}) => {
    const made = await account(lab, username, roles);
    await createUserStore(local.table).create(made);
    const token = newToken(made.userId);
    const now = new Date();
    const record = tokenRecord(made.userId, 'test', new Date(now.getTime() + 3_600_000), now);
    await createTokenStore(local.table).add(made, token, record);
    return token;
  };
  return {
    admin: await tokenFor('admin', { siteAdmin: true }),
    user: await tokenFor('jdoe'),
    other: await tokenFor('other', { groupAdmin: true }),
    call: (method, path, ask = {}) => call(door, method, path, ask),
    close: async () => {
      await local.close();
      await s3.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const send = gatewayTo({ manifests: routeKeysOf(routes) });

async function call(door: Handler, method: string, path: string, ask: Ask): Promise<Answer> {
  const { bytes, contentType = 'application/octet-stream', ...rest } = ask;
  const file = bytes && { raw: bytes, headers: { 'content-type': contentType } };
  const { event } = await send(`${method} ${path}` as Line, { ...rest, ...file });
  const result = await door(event, {} as Context);
  const got = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  const json = String(result.headers?.['content-type']).includes('json');
  return {
    status: result.statusCode ?? 200,
    headers: result.headers ?? {},
    bytes: got,
    body: json ? JSON.parse(got.toString('utf8')) : undefined,
  };
}
