import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { DomainError, internal } from '../../domain/errors.ts';
import { readConfig } from '../config.ts';
import { problemShape } from '../http/problem.ts';
import { toResult } from '../http/result.ts';
import { type Reply, redirect } from '../http/route.ts';
import { log } from '../log.ts';
import { DOORS } from './doors.ts';
import { openApiDocument } from './open-api.ts';
import type { routes } from './routes.ts';
import { swaggerUiAsset, swaggerUiPage } from './swagger-ui.ts';
import { toYaml } from './yaml.ts';

const { SITE_URL, SITE_NAME } = readConfig('SITE_URL', 'SITE_NAME');

/** Made by the first request for it: it takes some tens of milliseconds, and most requests are for other things. */
let made: object | undefined;
const openApi = (): object => {
  made ??= openApiDocument(DOORS, { name: SITE_NAME, url: SITE_URL });
  return made;
};

const CACHED = { 'cache-control': 'no-cache' } as const;

type RouteKey = `GET ${(typeof routes)[keyof typeof routes]['path']}`;

const ANSWERS: Readonly<Record<RouteKey, (event: APIGatewayProxyEventV2) => Reply>> = {
  'GET /api': () => redirect(`${SITE_URL}/api/v1`),
  'GET /api/v1': swaggerUiPage,
  'GET /api/v0': swaggerUiPage,
  'GET /swagger-ui/index.html': swaggerUiPage,
  'GET /swagger-ui/{version}/{file}': (event) => {
    const acceptsGzip = /\bgzip\b/i.test(event.headers['accept-encoding'] ?? '');
    const { version = '', file = '' } = event.pathParameters ?? {};
    return swaggerUiAsset(import.meta.dirname, { version, file, acceptsGzip });
  },
  'GET /openapi.yaml': () => ({
    status: 200,
    headers: { ...CACHED, 'content-type': 'application/yaml' },
    text: toYaml(openApi()),
  }),
  'GET /openapi.json': () => ({ status: 200, headers: CACHED, body: openApi() }),
};

/** What can be read about the service. Nobody is asked for a token, and no table is read. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { requestId } = event.requestContext;
  const reply = answer(event, requestId);
  log.info('request', { route: event.routeKey, status: reply.status, requestId });
  return toResult(reply);
}

function answer(event: APIGatewayProxyEventV2, requestId: string): Reply {
  try {
    return ANSWERS[event.routeKey as RouteKey](event);
  } catch (error) {
    if (error instanceof DomainError) return problemShape(error);
    log.error('request failed', { error: error as Error });
    return problemShape(internal(`Something went wrong here. Quote request ${requestId} when you ask.`));
  }
}
