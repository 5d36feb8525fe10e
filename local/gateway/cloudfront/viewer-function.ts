import { runInNewContext } from 'node:vm';
import type { Stack } from '../../template/stack.ts';
import { type Headers, headerValue, type ViewerRequest, type ViewerResponse } from '../exchange.ts';

/** A CloudFront function before the origin: its own answer, or the request that goes on. */
export type ViewerFunction = (request: ViewerRequest) => { answer: ViewerResponse } | { request: ViewerRequest };

export interface FunctionAssociation {
  readonly EventType: string;
  readonly FunctionARN: string;
}

/** Only against code that never ends while it is loaded. */
const LOAD_TIMEOUT_MS = 1000;

type EdgeHeaders = Readonly<Record<string, { readonly value: string }>>;

/** What a function returns: a response where it has a status, otherwise the request, changed or not. */
interface FunctionResult {
  readonly statusCode?: number;
  readonly uri?: string;
  readonly headers?: EdgeHeaders;
  readonly body?: { readonly data: string } | string;
}

type Handler = (event: object) => FunctionResult;

/** Compiles the viewer-request functions of a behaviour; other event types are not known to the local run. */
export function compileViewerFunctions(
  stack: Stack,
  associations: readonly FunctionAssociation[] | undefined,
  where: string,
): ViewerFunction {
  const functions = (associations ?? []).map(({ EventType, FunctionARN }) => {
    if (EventType !== 'viewer-request') {
      throw new Error(`${where}: ${EventType} functions are not known to the local run`);
    }
    const resource = stack
      .ofType('AWS::CloudFront::Function')
      .find(({ attributes }) => attributes['FunctionARN'] === FunctionARN);
    if (resource === undefined) throw new Error(`${where}: there is no function ${FunctionARN}`);
    return compile(resource.properties['FunctionCode'] as string, resource.logicalId);
  });
  return (first) => {
    let request = first;
    for (const run of functions) {
      const result = run(request);
      if ('answer' in result) return result;
      request = result.request;
    }
    return { request };
  };
}

/** The code has a global scope of its own, without Node.js; one for all calls, since making one takes a millisecond. */
function compile(code: string, name: string): ViewerFunction {
  const handler = runInNewContext(
    `${code}\n;handler`,
    {},
    { filename: `${name}.js`, timeout: LOAD_TIMEOUT_MS },
  ) as Handler;
  return (request) => {
    const sent = Object.fromEntries(
      request.headers.map(([header]) => [header, { value: headerValue(request.headers, header) ?? '' }]),
    );
    const event = { version: '1.0', request: { method: request.method, uri: request.path, headers: { ...sent } } };
    const result = handler(event);
    if (result.statusCode !== undefined) return { answer: responseOf(result.statusCode, result) };
    return {
      request: { ...request, path: result.uri ?? request.path, headers: changed(request.headers, sent, result) },
    };
  };
}

/** The viewer's headers with those that the function added, changed or took away. */
function changed(headers: Headers, sent: EdgeHeaders, { headers: returned = sent }: FunctionResult): Headers {
  const kept = headers.filter(([name]) => returned[name]?.value === sent[name]?.value);
  const own = Object.entries(returned).filter(([name, { value }]) => sent[name]?.value !== value);
  return [...kept, ...own.map(([name, { value }]) => [name, value] as const)];
}

function responseOf(status: number, { headers = {}, body }: FunctionResult): ViewerResponse {
  const pairs: Headers = Object.entries(headers).map(([name, { value }]) => [name, value] as const);
  const data = typeof body === 'string' ? body : (body?.data ?? '');
  return { status, headers: pairs, body: Buffer.from(data) };
}
