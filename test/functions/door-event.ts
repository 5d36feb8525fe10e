import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RouteTable } from '../../functions/http/route.ts';
import { buildEvent } from '../../local/gateway/http-api/event.ts';
import { compileRoutes } from '../../local/gateway/http-api/routes.ts';

/** Method and path, percent-encoded, with or without a query. */
export type Line = `${string} /${string}`;

/** What is sent with a request; of `json`, `form` and `raw` at most one. */
export interface Sent {
  token?: string | undefined;
  query?: Record<string, string>;
  json?: unknown;
  form?: FormData | URLSearchParams;
  raw?: string | Uint8Array;
  /** lower-cased names */
  headers?: Record<string, string>;
  /** the address that it comes from */
  ip?: string;
}

/** What API Gateway invokes, and with what. */
export interface Delivery {
  door: string;
  routeKey: string;
  event: APIGatewayProxyEventV2;
}

const NAMES = { apiId: 'test', domainName: 'test.execute-api.us-east-1.amazonaws.com', stage: '$default' };

export const routeKeysOf = (routes: RouteTable): string[] =>
  Object.values(routes).map(({ method, path }) => `${method} ${path}`);

/**
 * API Gateway before some doors, as the local run plays it.
 * @param routeKeys of each door
 */
export function gatewayTo(
  routeKeys: Readonly<Record<string, readonly string[]>>,
): (line: Line, sent?: Sent) => Promise<Delivery> {
  const match = compileRoutes(
    Object.entries(routeKeys).flatMap(([functionArn, keys]) =>
      keys.map((routeKey) => ({ routeKey, functionArn, timeoutMs: 0 })),
    ),
  );
  return async (line, sent = {}) => {
    const request = await requestOf(line, sent);
    const route = match(request.method, request.path);
    if (route === undefined) throw new Error(`No route ${line}`);
    const event = buildEvent(request, route, NAMES, 'test-request') as APIGatewayProxyEventV2;
    return { door: route.functionArn, routeKey: route.routeKey, event };
  };
}

/** As `fetch` takes it. */
export function bodyOf({ json, form, raw }: Pick<Sent, 'form' | 'json' | 'raw'>) {
  if (raw !== undefined) return typeof raw === 'string' ? raw : new Uint8Array(raw);
  return form ?? (json === undefined ? undefined : JSON.stringify(json));
}

async function requestOf(line: Line, { token, query, headers, ip = '203.0.113.7', ...content }: Sent) {
  const [method = '', target = ''] = line.split(' ');
  const [path = '', queryOfLine = ''] = target.split('?');
  // gives a body the content type that `fetch` gives it
  const sent = new Response(bodyOf(content));
  const type = content.json === undefined ? sent.headers.get('content-type') : 'application/json';
  const all = {
    'user-agent': 'test',
    ...(type !== null && { 'content-type': type }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...headers,
  };
  return {
    method,
    path: decodeURIComponent(path),
    query: [queryOfLine, new URLSearchParams(query).toString()].filter(Boolean).join('&'),
    headers: Object.entries(all),
    sourceIp: ip,
    protocol: 'HTTP/1.1',
    body: Buffer.from(await sent.arrayBuffer()),
  };
}
