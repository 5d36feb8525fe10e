import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../aws/service-error.ts';
import type { InvocationResult } from '../../lambda/invoker.ts';
import { MAX_REQUEST_BYTES } from '../../lambda/messages.ts';
import { message, type ViewerResponse } from '../exchange.ts';
import { corsHeaders, preflight } from './cors.ts';
import type { HttpApiDefinition } from './definition.ts';
import { type ApiRequest, buildEvent } from './event.ts';
import { mapResponse } from './response.ts';
import { compileRoutes, type MatchedRoute } from './routes.ts';
import { createThrottle } from './throttle.ts';

/** API Gateway's quotas, in bytes: the body, and the request line with all headers. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_HEADER_BYTES = 10_240;

/** Runs a function by ARN with a JSON payload. */
export type Invoke = (functionArn: string, payload: string) => Promise<InvocationResult>;

/** A request whose body has not been read yet. */
export interface IncomingApiRequest extends Omit<ApiRequest, 'body' | 'path'> {
  /** as received, percent-encoded */
  readonly path: string;
  body(limit: number): Promise<Buffer | undefined>;
}

export type HttpApi = (request: IncomingApiRequest) => Promise<ViewerResponse>;

/** One HTTP API: routes a request to its function and maps the answer. */
export function createHttpApi(definition: HttpApiDefinition, invoke: Invoke): HttpApi {
  const match = compileRoutes(definition.routes);
  const throttles = new Map(
    [...definition.throttling].map(([routeKey, { rate, burst }]) => [routeKey, createThrottle(rate, burst)]),
  );
  return async (incoming) => {
    // The body is read first, whatever the answer: a client that still sends would see a reset instead of it.
    const body = await incoming.body(MAX_BODY_BYTES);
    if (headerBytes(incoming) > MAX_HEADER_BYTES) return message(431, 'Request Header Fields Too Large');
    const path = decodePath(incoming.path);
    if (path === undefined) return message(400, 'Bad Request');
    const { cors } = definition;
    const answered = cors && preflight(cors, incoming.method, incoming.headers);
    if (answered !== undefined) return answered;
    const route = match(incoming.method, path);
    if (route === undefined) return message(404, 'Not Found');
    const pass = throttles.get(route.routeKey) ?? throttles.get('default');
    if (pass?.() === false) return message(429, 'Too Many Requests');
    if (body === undefined) return message(413, 'Request Entity Too Large');
    const response = await callFunction({ ...incoming, path, body }, route, definition, invoke);
    return cors ? { ...response, headers: [...response.headers, ...corsHeaders(cors, incoming.headers)] } : response;
  };
}

async function callFunction(
  request: ApiRequest,
  route: MatchedRoute,
  definition: HttpApiDefinition,
  invoke: Invoke,
): Promise<ViewerResponse> {
  const requestId = randomUUID();
  const event = JSON.stringify(buildEvent(request, route, definition, requestId));
  // Base64 makes a body a third longer, so Lambda's 6 MB are about 4.5 MB of a file.
  if (Buffer.byteLength(event) > MAX_REQUEST_BYTES) return message(413, 'Request Entity Too Large');
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), route.timeoutMs);
  try {
    const result = await Promise.race([invoke(route.functionArn, event), late]);
    if (result === undefined) return message(503, 'Service Unavailable');
    const response = result.outcome.ok ? mapResponse(result.payload) : message(500, 'Internal Server Error');
    return { ...response, headers: [...response.headers, ['apigw-requestid', requestId]] };
  } catch (error) {
    if (error instanceof ServiceError && error.status === 429) return message(503, 'Service Unavailable');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function headerBytes({ method, path, query, headers }: IncomingApiRequest): number {
  const line = `${method} ${path}?${query} HTTP/1.1\r\n`.length;
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, line);
}

/**
 * HTTP APIs match and hand on the decoded path, cut at a decoded question mark: `%2F` separates segments like a slash.
 * Gives `undefined` for broken percent-encoding.
 */
function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path).split('?')[0];
  } catch {
    return undefined;
  }
}
