import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type HttpServer, listen, readBody } from '../aws/http.ts';
import type { Stack } from '../template/stack.ts';
import { withDeployedFiles } from './cloudfront/deployed-files.ts';
import { createDistribution, type Distribution } from './cloudfront/distribution.ts';
import type { ReadObject } from './cloudfront/s3-origin.ts';
import { type Headers, message, type ViewerRequest, type ViewerResponse } from './exchange.ts';
import { readHttpApis } from './http-api/definition.ts';
import { createHttpApi, type Invoke } from './http-api/http-api.ts';

export interface GatewayOptions {
  readonly port: number;
  readonly stack: Stack;
  readonly invoke: Invoke;
  readonly readObject: ReadObject;
  /** shows an error line to the person at the console */
  readonly showError: (line: string) => void;
}

/** The one public address: plays the stack's distribution with its bucket and API origins. */
export async function startGateway(options: GatewayOptions): Promise<HttpServer & { readonly url: string }> {
  const apis = new Map(
    readHttpApis(options.stack).map((definition) => [definition.domainName, createHttpApi(definition, options.invoke)]),
  );
  const distribution = createDistribution({
    stack: options.stack,
    apis,
    readObject: withDeployedFiles(options.stack, options.readObject),
  });
  const server = await listen(
    (request, response) => void serve(request, response, distribution, options),
    options.port,
  );
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  distribution: Distribution,
  { showError }: GatewayOptions,
): Promise<void> {
  const viewer = viewerRequest(request);
  try {
    await send(await distribution(viewer), viewer.method, response);
  } catch (error) {
    // A viewer that went away is nobody's fault.
    if (request.socket.destroyed) return;
    showError(`gateway: ${viewer.method} ${viewer.path}: ${String(error)}`);
    if (response.headersSent) response.destroy();
    else await send(message(500, 'Internal Server Error'), viewer.method, response);
  }
}

function viewerRequest(request: IncomingMessage): ViewerRequest {
  return {
    ...splitTarget(request.url ?? '/'),
    method: request.method ?? 'GET',
    headers: headersOf(request.rawHeaders),
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    sourcePort: request.socket.remotePort ?? 0,
    protocol: `HTTP/${request.httpVersion}`,
    body: (limit) => readBody(request, limit),
  };
}

async function send(
  { status, headers, body }: ViewerResponse,
  method: string,
  response: ServerResponse,
): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  if (body instanceof Readable) {
    await pipeline(body, response);
    return;
  }
  if (body !== undefined && !response.hasHeader('content-length')) response.setHeader('content-length', body.length);
  response.end(method === 'HEAD' ? undefined : body);
}

function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  return mark < 0 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function headersOf(raw: readonly string[]): Headers {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i]?.toLowerCase() ?? '', raw[i + 1] ?? '']);
  return pairs;
}
