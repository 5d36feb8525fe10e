import { routes as datametaRoutes } from '../../functions/datameta/routes.ts';
import { routes as gatewayRoutes } from '../../functions/gateway/routes.ts';
import type { RouteTable } from '../../functions/http/route.ts';
import { routes as definitionRoutes } from '../../functions/job-definitions/routes.ts';
import { gatewayRoutes as jobRoutes } from '../../functions/jobs/routes.ts';
import { routes as nemoRoutes } from '../../functions/nemo/routes.ts';
import { routes as submissionRoutes } from '../../functions/submissions/routes.ts';
import { routes as uploadRoutes } from '../../functions/uploads/routes.ts';
import { gatewayTo, type Line, routeKeysOf, type Sent } from '../functions/door-event.ts';
import type { InProcess } from '../functions/in-process.ts';
import type { Invocations } from './invocations.ts';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Record<string, string>;
  body: T;
}

/** All doors, as API Gateway stands before them. */
export interface Doors {
  /** One request. Throws where nobody answers: its function died. */
  ask<T = Record<string, unknown>>(schedule: number, line: Line, asked?: Sent): Promise<Answer<T>>;
}

const TABLES: Readonly<Record<string, RouteTable>> = {
  'nemo/index.ts': nemoRoutes,
  'uploads/index.ts': uploadRoutes,
  'gateway/index.ts': gatewayRoutes,
  'datameta/index.ts': datametaRoutes,
  'submissions/index.ts': submissionRoutes,
  'job-definitions/index.ts': definitionRoutes,
  'jobs/index.ts': jobRoutes,
};

const send = gatewayTo(
  Object.fromEntries(Object.entries(TABLES).map(([entry, routes]) => [entry, routeKeysOf(routes)])),
);

interface Result {
  statusCode?: number;
  body?: string;
  headers?: Record<string, string>;
  isBase64Encoded?: boolean;
}

/** Loads the doors, so that the first request is as quick as any. */
export async function openDoors(functions: InProcess, invocations: Pick<Invocations, 'call'>): Promise<Doors> {
  for (const entry of Object.keys(TABLES)) await functions.load(entry);
  return {
    ask: async <T>(schedule: number, line: Line, asked: Sent = {}) => {
      const { door: entry, event } = await send(line, asked);
      const result = (await invocations.call({ entry, event, schedule })) as Result;
      const { statusCode = 0, body = '', headers = {}, isBase64Encoded = false } = result;
      const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
      const parsed: unknown = /^[[{]/.test(text) ? JSON.parse(text) : text;
      return { status: statusCode, headers, body: parsed as T };
    },
  };
}
