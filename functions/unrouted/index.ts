import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { notAllowed, notFound } from '../../domain/errors.ts';
import { routes as accounts } from '../accounts/routes.ts';
import { routes as datameta } from '../datameta/routes.ts';
import { routes as documentation } from '../documentation/routes.ts';
import { routes as gateway } from '../gateway/routes.ts';
import { toResult } from '../http/result.ts';
import type { Reply, Route } from '../http/route.ts';
import { routes as jobDefinitions } from '../job-definitions/routes.ts';
import { jobsErrorShape } from '../jobs/error-shape.ts';
import { isJobsPath, methodsAt, refusalAt } from '../jobs/paths.ts';
import { log } from '../log.ts';
import { routes as manifests } from '../manifests/routes.ts';
import { routes as nemo } from '../nemo/routes.ts';
import { routes as submissions } from '../submissions/routes.ts';
import { routes as uploads } from '../uploads/routes.ts';
import { errorShapeFor, fits } from './error-shape.ts';

const ROUTES: readonly Route[] = [
  nemo,
  accounts,
  uploads,
  submissions,
  manifests,
  datameta,
  gateway,
  jobDefinitions,
  documentation,
].flatMap((table) => Object.values(table));

/** Answers what no route takes: API Gateway's own `Not Found` says neither which methods there are nor what is wrong. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { rawPath: path } = event;
  const { method } = event.requestContext.http;
  const { methods, reply } = isJobsPath(path) ? inJobs(method, path) : elsewhere(method, path);
  log.info('request', { route: event.routeKey, status: reply.status, requestId: event.requestContext.requestId });
  return toResult({
    ...reply,
    headers: { ...reply.headers, ...(methods.length > 0 && { allow: methods.join(', ') }) },
  });
}

interface Refused {
  methods: readonly string[];
  reply: Reply;
}

function elsewhere(method: string, path: string): Refused {
  const methods = ROUTES.filter((route) => isAt(route, path)).map((route) => route.method);
  const error =
    methods.length === 0
      ? notFound(`There is no ${path} here. docs/api.md lists every path; a slash at the end counts.`)
      : notAllowed(`${path} takes ${methods.join(', ')}, not ${method}.`);
  return { methods, reply: errorShapeFor(path, ROUTES)(error) };
}

/** That door finds its paths itself, in each of their spellings. */
const inJobs = (method: string, path: string): Refused => ({
  methods: methodsAt(path),
  reply: jobsErrorShape(refusalAt(method, path)),
});

function isAt(route: Route, path: string): boolean {
  const wanted = route.path.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, i) => fits(part, given[i]));
}
