import { routes as datametaRoutes } from '../../functions/datameta/routes.ts';
import { routes as gatewayRoutes } from '../../functions/gateway/routes.ts';
import type { RouteTable } from '../../functions/http/route.ts';
import { routes as definitionRoutes } from '../../functions/job-definitions/routes.ts';
import { routes as nemoRoutes } from '../../functions/nemo/routes.ts';
import { routes as submissionRoutes } from '../../functions/submissions/routes.ts';
import { routes as uploadRoutes } from '../../functions/uploads/routes.ts';
import type { InProcess } from '../functions/in-process.ts';
import type { Invocations } from './invocations.ts';

export interface Asked {
  token?: string;
  query?: Record<string, string>;
  json?: unknown;
  form?: FormData;
  raw?: Buffer;
  headers?: Record<string, string>;
}

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Record<string, string>;
  body: T;
}

export type Line = `${string} /${string}`;

/** All doors, as API Gateway stands before them. */
export interface Doors {
  /** One request. Throws where nobody answers: its function died. */
  ask<T = Record<string, unknown>>(schedule: number, line: Line, asked?: Asked): Promise<Answer<T>>;
}

const TABLES: Readonly<Record<string, RouteTable>> = {
  'nemo/index.ts': nemoRoutes,
  'uploads/index.ts': uploadRoutes,
  'gateway/index.ts': gatewayRoutes,
  'datameta/index.ts': datametaRoutes,
  'submissions/index.ts': submissionRoutes,
  'job-definitions/index.ts': definitionRoutes,
};
const JOBS = '/analytics_automated/';

interface Target {
  entry: string;
  routeKey: string;
  pathParameters: Record<string, string>;
}

function targetOf(method: string, path: string): Target {
  if (path.startsWith(JOBS)) {
    return { entry: 'jobs/index.ts', routeKey: `${method} ${JOBS}{path+}`, pathParameters: {} };
  }
  for (const [entry, routes] of Object.entries(TABLES)) {
    for (const route of Object.values(routes)) {
      const found = new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(path);
      if (route.method !== method || !found) continue;
      const named = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
      return { entry, routeKey: `${method} ${route.path}`, pathParameters: Object.fromEntries(named) };
    }
  }
  throw new Error(`No route ${method} ${path}`);
}

async function eventOf(line: Line, { token, query, json, form, raw, headers }: Asked) {
  const [method = '', path = ''] = line.split(' ');
  const { entry, ...target } = targetOf(method, path);
  const sent = new Response(form ?? (raw ? new Uint8Array(raw) : json === undefined ? '' : JSON.stringify(json)));
  const event = {
    version: '2.0',
    ...target,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      'content-type': sent.headers.get('content-type') ?? 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(query && { queryStringParameters: query }),
    body: Buffer.from(await sent.arrayBuffer()).toString('base64'),
    isBase64Encoded: true,
    requestContext: {
      http: { method, path, sourceIp: '203.0.113.7', protocol: 'HTTP/1.1', userAgent: 'torture' },
      requestId: 'torture',
      routeKey: target.routeKey,
    },
  };
  return { entry, event };
}

interface Result {
  statusCode?: number;
  body?: string;
  headers?: Record<string, string>;
  isBase64Encoded?: boolean;
}

/** Loads the doors, so that the first request is as quick as any. */
export async function openDoors(functions: InProcess, invocations: Pick<Invocations, 'call'>): Promise<Doors> {
  for (const entry of [...Object.keys(TABLES), 'jobs/index.ts']) await functions.load(entry);
  return {
    ask: async <T>(schedule: number, line: Line, asked: Asked = {}) => {
      const { entry, event } = await eventOf(line, asked);
      const result = (await invocations.call({ entry, event, schedule })) as Result;
      const { statusCode = 0, body = '', headers = {}, isBase64Encoded = false } = result;
      const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
      const parsed: unknown = /^[[{]/.test(text) ? JSON.parse(text) : text;
      return { status: statusCode, headers, body: parsed as T };
    },
  };
}
