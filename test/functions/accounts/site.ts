import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { AccountPorts } from '../../../functions/accounts/ports.ts';
import { routes } from '../../../functions/accounts/routes.ts';
import { CREDENTIALS, type LocalTable, startLocalTable } from '../../adapters/dynamodb/local-table.ts';
import { startMailbox, textOf } from '../../adapters/mail/mailbox.ts';
import { gatewayTo, type Line, routeKeysOf } from '../door-event.ts';

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

const send = gatewayTo({ accounts: routeKeysOf(routes) });

async function call(door: Handler, method: string, path: string, options: CallOptions): Promise<Answer> {
  const { body, raw, ...rest } = options;
  const json = { 'content-type': 'application/json' };
  const { event } = await send(`${method} ${path}` as Line, {
    ...rest,
    ...(raw === undefined ? { json: body } : { raw, headers: json }),
  });
  const result = await door(event, {} as Context);
  const text = result.body ?? '';
  const isJson = String(result.headers?.['content-type']).includes('json');
  return {
    status: result.statusCode ?? 200,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    headers: result.headers ?? {},
    text,
  };
}

/** The secret of the one-time link in a mail. */
export function linkSecretIn(mail: string | undefined): string {
  const secret = /set-password#([A-Za-z0-9]{43})/.exec(textOf(mail))?.[1];
  if (secret === undefined) throw new Error('There is no link in this mail.');
  return secret;
}
