import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { expect, it } from 'vitest';
import { handler } from '../../../functions/unrouted/index.ts';

async function ask(method: string, path: string): Promise<APIGatewayProxyStructuredResultV2> {
  const event = { rawPath: path, routeKey: '$default', requestContext: { http: { method }, requestId: 'test' } };
  return handler(event as unknown as APIGatewayProxyEventV2);
}

const nemo = (message: string) => ({ message });
const datameta = (exception: string) => (message: string) => [{ exception, message }];
const problem = (title: string, status: number) => (detail: string) => ({ type: 'about:blank', title, status, detail });

const NOT_FOUND: [string, (message: string) => unknown][] = [
  ['/api/submissions', problem('Not found', 404)],
  ['/api/submission/abcdefg/x', nemo],
  ['/v1', nemo],
  ['/', problem('Not found', 404)],
  ['/api/v1/nothing', problem('Not found', 404)],
  ['/api/v0/nothing', datameta('HTTPNotFound')],
  ['/api/v0/submissions/abcdefg/nothing', datameta('HTTPNotFound')],
  ['/api/v1/metadatasets/DMR-01234567/nothing', datameta('HTTPNotFound')],
  ['/api/v1/metadata/', datameta('HTTPNotFound')],
  ['/api/v1/rpc/nothing', datameta('HTTPNotFound')],
  ['/api/v1/users/DMU-01234567/nothing', datameta('HTTPNotFound')],
  ['/api/v1/files/DMF-01234567/nothing', datameta('HTTPNotFound')],
  // DataMeta has nothing below a submission, and Waybill's own routes have
  ['/api/v1/submissions/abcdefg/nothing', problem('Not found', 404)],
  ['/api/v1/tokens/x/y', problem('Not found', 404)],
];

it.each(NOT_FOUND)('%s is told in the shape of its door', async (path, shape) => {
  const { statusCode, body = '' } = await ask('GET', path);
  const message = `There is no ${path} here. docs/api.md lists every path; a slash at the end counts.`;
  expect([statusCode, JSON.parse(body)]).toEqual([404, shape(message)]);
});

const NOT_ALLOWED: [string, string, string, (message: string) => unknown][] = [
  ['DELETE', '/api/submission', 'POST, GET', nemo],
  ['DELETE', '/api/v1/submissions', 'GET, POST', datameta('HTTPMethodNotAllowed')],
  ['GET', '/api/v0/submissions', 'POST', datameta('HTTPMethodNotAllowed')],
  ['PATCH', '/api/v1/files/DMF-01234567', 'GET, PUT, DELETE', datameta('HTTPMethodNotAllowed')],
  ['GET', '/api/v0/presubvalidation', 'POST', datameta('HTTPMethodNotAllowed')],
  ['DELETE', '/api/v1/groups', 'GET, POST', problem('Method not allowed', 405)],
];

it.each(NOT_ALLOWED)('%s %s is told in the shape of its door', async (method, path, allowed, shape) => {
  const { statusCode, body = '', headers } = await ask(method, path);
  const message = `${path} takes ${allowed}, not ${method}.`;
  expect([statusCode, headers?.['allow'], JSON.parse(body)]).toEqual([405, allowed, shape(message)]);
});
