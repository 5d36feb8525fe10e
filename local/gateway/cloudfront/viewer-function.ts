import { Script } from 'node:vm';
import type { Stack } from '../../template/stack.ts';
import { type Headers, headerValue, type ViewerRequest, type ViewerResponse } from '../exchange.ts';

/** A CloudFront function before the origin: its own answer, or nothing where the request goes on. */
export type ViewerFunction = (request: ViewerRequest) => ViewerResponse | undefined;

export interface FunctionAssociation {
  readonly EventType: string;
  readonly FunctionARN: string;
}

/** CloudFront gives a function about a millisecond of computing; this is time by the clock, and only against endless loops. */
const TIMEOUT_MS = 5_000;

interface FunctionAnswer {
  statusCode?: number;
  headers?: Record<string, { value: string }>;
  body?: { data: string } | string;
}

/** Compiles the viewer-request functions of a behaviour; other event types are not known to the local run. */
export function compileViewerFunctions(
  stack: Stack,
  associations: readonly FunctionAssociation[] | undefined,
  where: string,
): ViewerFunction {
  const functions = (associations ?? []).map(({ EventType, FunctionARN }) => {
    if (EventType !== 'viewer-request')
      throw new Error(`${where}: ${EventType} functions are not known to the local run`);
    const resource = stack
      .ofType('AWS::CloudFront::Function')
      .find(({ attributes }) => attributes['FunctionARN'] === FunctionARN);
    if (resource === undefined) throw new Error(`${where}: there is no function ${FunctionARN}`);
    return compile(String(resource.properties['FunctionCode']), resource.logicalId);
  });
  return (request) => {
    for (const run of functions) {
      const answer = run(request);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

/** Each call gets a context of its own, as on the edge: nothing survives it. */
function compile(code: string, name: string): ViewerFunction {
  const script = new Script(`${code}\n;handler(event)`, { filename: `${name}.js` });
  return (request) => {
    const headers = Object.fromEntries(
      request.headers.map(([header]) => [header, { value: headerValue(request.headers, header) ?? '' }]),
    );
    const event = { version: '1.0', request: { method: request.method, uri: request.path, headers } };
    const answer = script.runInNewContext({ event }, { timeout: TIMEOUT_MS }) as FunctionAnswer;
    return answer.statusCode === undefined ? undefined : responseOf(answer.statusCode, answer);
  };
}

function responseOf(status: number, { headers = {}, body }: FunctionAnswer): ViewerResponse {
  const pairs: Headers = Object.entries(headers).map(([name, { value }]) => [name, value] as const);
  const data = typeof body === 'string' ? body : (body?.data ?? '');
  return { status, headers: pairs, body: Buffer.from(data) };
}
