import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { DomainError } from '../../domain/errors.ts';
import { toResult } from '../http/result.ts';
import { serveDoor } from '../http/serve.ts';
import { jobsErrorShape } from './error-shape.ts';
import { type Format, formatOf, NOT_ACCEPTABLE } from './negotiate.ts';
import { PAGE_HEADERS, pageOf } from './page.ts';
import { methodsAt, type Named, nameOf, refusalAt } from './paths.ts';
import { routes } from './routes.ts';

const jobs = () => import('./jobs.ts');
const read = () => import('./read.ts');

const door = serveDoor({
  routes,
  errorShape: jobsErrorShape,
  handlers: {
    listEndpoints: jobs,
    listJobs: jobs,
    getJob: jobs,
    getJobTimes: jobs,
    submitJob: () => import('./submit.ts'),
    getBatch: read,
    getSubmission: read,
    getFile: () => import('./files.ts'),
  },
});

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** Finds out which route is meant and in which form the answer is wanted; the door does the rest. */
export async function handler(event: Event, context: Context): Promise<Result> {
  const { method } = event.requestContext.http;
  const named = nameOf(event.rawPath);
  if (named === undefined || routes[named.route].method !== method) return refused(method, event.rawPath);
  const negotiates = named.route !== 'submitJob' && named.route !== 'getFile';
  try {
    const format = negotiates ? formatFor(event, named) : 'json';
    if (format === undefined) return toResult({ status: 406, body: { detail: NOT_ACCEPTABLE } });
    const result = await door(asRoute(event, named), context);
    return format === 'html' ? asPage(result, event.rawPath) : result;
  } catch (error) {
    if (error instanceof DomainError) return toResult(jobsErrorShape(error));
    throw error;
  }
}

const formatFor = (event: Event, { isJson }: Named): Format | undefined =>
  formatOf(isJson, event.queryStringParameters?.['format'], event.headers['accept']);

function refused(method: string, path: string): Result {
  const reply = jobsErrorShape(refusalAt(method, path));
  const methods = methodsAt(path);
  return toResult({ ...reply, ...(methods.length > 0 && { headers: { allow: methods.join(', ') } }) });
}

/** The same request as if it had been sent to the path that the route table has. */
const asRoute = (event: Event, { route, params }: Named): Event => ({
  ...event,
  routeKey: `${routes[route].method} ${routes[route].path}`,
  pathParameters: params,
});

const asPage = (result: Result, title: string): Result =>
  result.statusCode === 200 && result.body !== undefined
    ? { ...result, headers: { ...result.headers, ...PAGE_HEADERS }, body: pageOf(title, result.body) }
    : result;
