import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Authenticated, createAuthenticator } from '../../adapters/dynamodb/authenticator.ts';
import { mayCall, mayUse } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { DomainError, forbidden, internal, notFound, unavailable } from '../../domain/errors.ts';
import { log } from '../log.ts';
import { table as records } from '../table.ts';
import { audited } from './audited.ts';
import { type OnceOnly, onceOnly } from './idempotency.ts';
import { parseFor, readJson } from './parse.ts';
import type { ErrorShape } from './problem.ts';
import { type ApiRequest, readRequest } from './request.ts';
import { toResult } from './result.ts';
import type { Call, Loaders, Reply, Route, RouteTable } from './route.ts';

export interface Door<T extends RouteTable> {
  routes: T;
  handlers: Loaders<T>;
  errorShape: ErrorShape;
}

type Authenticate = ReturnType<typeof createAuthenticator>;
type Handler = (call: Call) => Promise<Reply>;

/** The Lambda handler of a door: logs, refuses, authenticates, allows, parses, calls; in this order. */
export function serveDoor<T extends RouteTable>(door: Door<T>) {
  const authenticate = createAuthenticator(records);
  const table = new Map<string, { route: Route; load: () => Promise<Handler> }>();
  for (const [name, route] of Object.entries(door.routes)) {
    table.set(`${route.method} ${route.path}`, { route, load: loaderOf(door, name) });
  }
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(requestLog())
    .use(refusals(door.errorShape))
    .handler(async (event) => {
      const entry = table.get(event.routeKey);
      if (entry === undefined) throw notFound(`There is no ${event.routeKey} here.`);
      const request = readRequest(event);
      const [caller, handle] = await Promise.all([
        authenticateFor(entry.route, request.headers['authorization'], authenticate),
        entry.load(),
      ]);
      // beside the work, not before it: nobody waits for what is only told in a list
      const noted = caller.noteUse?.().catch((error: unknown) => log.warn('use of a token not noted', { error }));
      try {
        const call = prepare(entry.route, request, caller);
        const run = (once?: OnceOnly) => handle(once === undefined ? call : { ...call, once });
        const once = () => onceOnly(records, entry.route, call, event.rawPath, run);
        return toResult(await audited(records, entry.route, call, once));
      } finally {
        await noted;
      }
    });
}

/** Loads a handler once: whoever makes handlers around what they work on would make it anew for each request. */
function loaderOf<T extends RouteTable>(door: Door<T>, name: keyof T): () => Promise<Handler> {
  let loaded: Promise<Handler> | undefined;
  return () => {
    loaded ??= door.handlers[name]().then((file) => file[name] as unknown as Handler);
    return loaded;
  };
}

type Caller = Omit<Authenticated, 'principal'> & { principal: Principal | undefined };

function prepare(route: Route, request: ApiRequest, caller: Caller): Call {
  if (!mayCall(route.access, caller.principal)) {
    throw forbidden(`This needs the role ${route.access === 'siteAdmin' ? 'site admin' : 'group admin'}.`);
  }
  if (!mayUse(route.method, caller.principal)) {
    throw forbidden('This API token may only read. Send the request with one that may do more, or sign in.');
  }
  return {
    ...request,
    principal: caller.principal as Principal,
    ownCount: caller.ownCount,
    query: (route.query ? parseFor(route.query, request.rawQuery, 'query') : undefined) as undefined,
    body: (route.body ? parseFor(route.body, readJson(request.rawBody), 'body') : undefined) as undefined,
  };
}

/** Public routes read no account unless the caller offers a token; an offered token must be good, mostly. */
async function authenticateFor(route: Route, header: string | undefined, authenticate: Authenticate): Promise<Caller> {
  const unsigned = header === undefined || route.ignoresToken === true;
  if (route.access === 'public' && unsigned) return { principal: undefined, ownCount: 0 };
  return authenticate(header, new Date());
}

/** Errors of the AWS SDK that pass by themselves; the SDK has already retried them. */
const TRANSIENT = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'SlowDown',
  'TimeoutError',
  'ServiceUnavailable',
  'InternalServerError',
]);

function asRefusal(error: unknown, requestId: string): DomainError {
  if (error instanceof DomainError) return error;
  const name = error instanceof Error ? error.name : 'Error';
  if (TRANSIENT.has(name)) return unavailable('The service is busy. Try again in a second.', { retryAfter: 1 });
  return internal(`Something went wrong here; nothing was changed by halves. Quote request ${requestId} when you ask.`);
}

/** Every refusal in the door's own shape; what is our fault is logged whole and told in one sentence. */
function refusals(shape: ErrorShape): middy.MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return {
    onError: (request) => {
      const refusal = asRefusal(request.error, request.event.requestContext.requestId);
      if (refusal !== request.error) log.error('request failed', { error: request.error });
      const reply = shape(refusal);
      const headers: Record<string, string> = { ...reply.headers };
      if (refusal.retryAfter !== undefined) headers['retry-after'] = String(refusal.retryAfter);
      if (refusal.kind === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
      request.response = toResult({ ...reply, headers });
    },
  };
}

/** One line per request; no header, no body and no query, since these can carry secrets. */
function requestLog(): middy.MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const write = (request: middy.Request<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>) =>
    log.info('request', {
      route: request.event.routeKey,
      status: request.response?.statusCode,
      requestId: request.event.requestContext.requestId,
    });
  return { after: write, onError: write };
}
