import { ACCOUNT_ID } from '../../aws/account.ts';
import { type Headers, headerValue, headerValues } from '../exchange.ts';
import type { MatchedRoute } from './routes.ts';

/** A request as API Gateway receives it. */
export interface ApiRequest {
  readonly method: string;
  /** percent-decoded, as HTTP APIs hand it on */
  readonly path: string;
  readonly query: string;
  readonly headers: Headers;
  readonly sourceIp: string;
  readonly protocol: string;
  readonly body: Buffer;
}

export interface ApiNames {
  readonly apiId: string;
  readonly domainName: string;
  readonly stage: string;
}

/** The event of payload format 2.0 for a matched request; properties without a value are left out, as AWS does. */
export function buildEvent(request: ApiRequest, route: MatchedRoute, names: ApiNames, requestId: string): object {
  const cookies = headerValues(request.headers, 'cookie').flatMap((value) => value.split(/;\s*/));
  const { routeKey, pathParameters } = route;
  return {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.query,
    ...(cookies.length > 0 && { cookies }),
    headers: joinHeaders(request.headers),
    ...(request.query !== '' && { queryStringParameters: joinQuery(request.query) }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: names.apiId,
      domainName: names.domainName,
      domainPrefix: names.domainName.split('.')[0],
      http: {
        method: request.method,
        path: request.path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headerValue(request.headers, 'user-agent') ?? '',
      },
      requestId,
      routeKey,
      stage: names.stage,
      ...times(new Date()),
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...encodeBody(request),
  };
}

function joinHeaders(headers: Headers): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (name === 'cookie') continue;
    joined[name] = name in joined ? `${joined[name]},${value}` : value;
  }
  return joined;
}

/** Several values of one parameter are joined by commas. */
function joinQuery(query: string): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    joined[name] = Object.hasOwn(joined, name) ? `${joined[name]},${value}` : value;
  }
  return joined;
}

/**
 * Only these content types arrive as text; everything else is base64, which includes forms and a missing type.
 * Measured against the service by others; AWS's documentation does not list them.
 */
const TEXT = /^(text\/[^;]+|application\/(json|javascript|xml))\s*(;|$)/i;

function encodeBody({ headers, body }: ApiRequest): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const text =
    TEXT.test(headerValue(headers, 'content-type') ?? '') && headerValue(headers, 'content-encoding') === undefined;
  return { body: body.toString(text ? 'utf8' : 'base64'), isBase64Encoded: !text };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `time` in the form of a common log file: `21/Nov/2026:10:15:30 +0000`. */
function times(now: Date): { time: string; timeEpoch: number } {
  const [, year, month, day, clock] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(now.toISOString()) ?? [];
  return { time: `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock} +0000`, timeEpoch: now.getTime() };
}
