import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, Callers } from './caller.ts';
import { sha256Hex } from './canonical.ts';
import type { SigV4Failure } from './claim.ts';
import { type HttpServer, listen, readBody } from './http.ts';
import { ServiceError } from './service-error.ts';
import { verifySigV4 } from './sigv4.ts';

/** A request whose signature has been verified. */
export interface ServiceRequest {
  readonly caller: Caller;
  readonly method: string;
  /** the path, percent-decoded */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly requestId: string;
}

export interface ServiceReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One AWS service: answers, or throws a ServiceError. */
export type Service = (request: ServiceRequest) => Promise<ServiceReply>;

/** The JSON of a request's body, as AWS's SDKs send it. */
export function parseBody<T>(body: Buffer): T {
  try {
    return JSON.parse(body.toString('utf8')) as T;
  } catch {
    throw new ServiceError(400, 'SerializationException', 'The body is not JSON.');
  }
}

export interface EndpointOptions {
  readonly port: number;
  readonly callers: Callers;
  /** by signing name: `lambda`, `events`, `ses`, `secretsmanager` */
  readonly services: Readonly<Record<string, Service>>;
}

/** Mail may have 40 MB; base64 and JSON make 54 of them. */
const MAX_BODY_BYTES = 56 * 1024 * 1024;

/** One server for the services that speak JSON: the signature says which one a request is for. */
export async function startEndpoint(options: EndpointOptions): Promise<HttpServer & { readonly url: string }> {
  const server = await listen((request, response) => void handle(request, response, options), options.port);
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}

async function handle(request: IncomingMessage, response: ServerResponse, options: EndpointOptions): Promise<void> {
  const requestId = randomUUID();
  const reply = await answer(request, requestId, options).catch((error: unknown) => errorReply(error));
  response.writeHead(reply.status ?? 200, {
    'content-type': 'application/json',
    'x-amzn-requestid': requestId,
    ...reply.headers,
  });
  response.end(reply.body ?? '');
}

async function answer(request: IncomingMessage, requestId: string, options: EndpointOptions): Promise<ServiceReply> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === undefined) throw new ServiceError(413, 'RequestEntityTooLargeException', 'Request is too large');
  const [, name = ''] = /\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '') ?? [];
  const service = options.services[name];
  const verified = verifySigV4(
    { method: request.method ?? '', target: request.url ?? '', headers: request.headers, payloadHash: sha256Hex(body) },
    { service: service === undefined ? 'lambda' : name, callers: options.callers, now: new Date() },
  );
  if (!verified.ok) throw refused(verified.failure, verified.message);
  if (service === undefined) throw new ServiceError(400, 'UnknownOperationException', `no local service ${name}`);
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://local');
  return service({
    caller: verified.caller,
    method: request.method ?? '',
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: request.headers,
    body,
    requestId,
  });
}

/** The codes with which AWS refuses signatures, by what is wrong with them. */
const REFUSALS: Partial<Readonly<Record<SigV4Failure, string>>> = {
  MissingAuthentication: 'MissingAuthenticationTokenException',
  Malformed: 'IncompleteSignatureException',
  UnknownAccessKey: 'UnrecognizedClientException',
};

function refused(failure: SigV4Failure, message: string): ServiceError {
  return new ServiceError(403, REFUSALS[failure] ?? 'InvalidSignatureException', message);
}

function errorReply(error: unknown): ServiceReply {
  const known =
    error instanceof ServiceError
      ? error
      : new ServiceError(500, 'InternalFailure', `The local service failed: ${String(error)}`);
  return {
    status: known.status,
    headers: { 'x-amzn-errortype': known.code },
    body: JSON.stringify({ __type: known.code, message: known.message, Message: known.message }),
  };
}
