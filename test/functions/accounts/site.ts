import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { AccountPorts } from '../../../functions/accounts/ports.ts';
import { routes } from '../../../functions/accounts/routes.ts';
import { CREDENTIALS, type LocalTable, startLocalTable } from '../../adapters/dynamodb/local-table.ts';
import { startMailbox, textOf } from '../../adapters/mail/mailbox.ts';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Record<string, unknown>;
  text: string;
}

export interface CallOptions {
  token?: string | undefined;
  body?: unknown;
  /** sent as it is instead of `body` */
  raw?: string;
  query?: Record<string, string>;
  ip?: string;
}

export interface AccountSite {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  bootstrap(event: unknown): Promise<Record<string, unknown>>;
  ports: AccountPorts;
  local: LocalTable;
  /** raw MIME of the mails sent so far */
  mails: string[];
  /** let SES refuse mail */
  refuseMail(refuse: boolean): void;
  close(): Promise<void>;
}

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** The deployed functions of the account door on a table and a mail service of their own, called by the real SDK. */
export async function startAccountSite(): Promise<AccountSite> {
  const local = await startLocalTable();
  const mailbox = await startMailbox();
  Object.assign(process.env, {
    TABLE_NAME: local.table.name,
    SITE_URL: 'https://data.example.org',
    SITE_NAME: 'Example archive',
    SITE_IDS: '{}',
    MAIL_SENDER: 'no-reply@example.org',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: local.url,
    AWS_ENDPOINT_URL_SESV2: mailbox.url,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  const door = (await import('../../../functions/accounts/index.ts')).handler as Handler;
  const { handler } = await import('../../../functions/bootstrap-admin/index.ts');
  const { openAccountPorts } = await import('../../../functions/accounts/ports.ts');
  return {
    local,
    mails: mailbox.mails,
    ports: openAccountPorts(),
    refuseMail: (refuse) => mailbox.refuse(refuse ? 'MessageRejected' : undefined),
    bootstrap: handler as (event: unknown) => Promise<Record<string, unknown>>,
    call: (method, path, options = {}) => call(door, method, path, options),
    close: async () => {
      await local.close();
      await mailbox.close();
    },
  };
}

async function call(door: Handler, method: string, path: string, options: CallOptions): Promise<Answer> {
  const result = await door(eventOf(method, path, options), {} as Context);
  const text = result.body ?? '';
  const json = String(result.headers?.['content-type']).includes('json');
  return {
    status: result.statusCode ?? 200,
    body: json ? (JSON.parse(text) as Record<string, unknown>) : {},
    headers: result.headers ?? {},
    text,
  };
}

function eventOf(method: string, path: string, options: CallOptions): APIGatewayProxyEventV2 {
  const { token, body, raw, query, ip = '203.0.113.7' } = options;
  const { routeKey, pathParameters } = match(method, path);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(query && { queryStringParameters: query }),
    pathParameters,
    body: raw ?? (body === undefined ? '' : JSON.stringify(body)),
    isBase64Encoded: false,
    requestContext: {
      http: { method, path, sourceIp: ip, protocol: 'HTTP/1.1', userAgent: 'test' },
      requestId: 'test-request',
      routeKey,
    } as APIGatewayProxyEventV2['requestContext'],
  };
}

function match(method: string, path: string): { routeKey: string; pathParameters: Record<string, string> } {
  for (const route of Object.values(routes)) {
    const pattern = new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const found = pattern.exec(path);
    if (route.method === method && found) {
      return { routeKey: `${method} ${route.path}`, pathParameters: { ...found.groups } };
    }
  }
  throw new Error(`No route ${method} ${path}`);
}

/** The secret of the one-time link in a mail. */
export function linkSecretIn(mail: string | undefined): string {
  const secret = /set-password#([A-Za-z0-9]{43})/.exec(textOf(mail))?.[1];
  if (secret === undefined) throw new Error('There is no link in this mail.');
  return secret;
}
