/** AWS JSON 1.0 over HTTP on the loopback interface. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Caller, Callers } from '../../aws/caller.ts';
import { verifySigV4 } from '../../aws/sigv4.ts';
import { ApiError } from './api-error.ts';

/** 262,144 characters of input, each written as six (`\u0000`), and some room. */
const MOST_BYTES = 2 * 1024 * 1024;

export type Call = (target: string | undefined, caller: Caller, body: unknown) => object;

export function createApiServer(callers: Callers, call: Call): Server {
  return createServer((request, response) => {
    void answer(request, response, callers, call);
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, callers: Callers, call: Call): Promise<void> {
  try {
    const body = await readBody(request);
    const caller = authenticate(request, body, callers);
    send(response, 200, call(header(request, 'x-amz-target'), caller, parseBody(body)));
  } catch (error) {
    if (error instanceof ApiError) return send(response, error.status, { __type: error.code, message: error.message });
    console.error('The local Step Functions service failed on a request:', error);
    send(response, 500, {
      __type: 'InternalFailure',
      message: 'The local Step Functions service failed; see its output',
    });
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Read to the end, so that the client gets the answer and not a broken connection.
    if (bytes <= MOST_BYTES) chunks.push(chunk);
  }
  if (bytes > MOST_BYTES)
    throw new ApiError('SerializationException', `The request has more than ${MOST_BYTES} bytes`, 413);
  return Buffer.concat(chunks);
}

function authenticate(request: IncomingMessage, body: Buffer, callers: Callers): Caller {
  const { method = '', url: target = '/', headers } = request;
  const payloadHash = createHash('sha256').update(body).digest('hex');
  // Signatures go by the real clock, whatever clock the executions go by.
  const verdict = verifySigV4(
    { method, target, headers, payloadHash },
    { service: 'states', callers, now: new Date() },
  );
  if (verdict.ok) return verdict.caller;
  throw new ApiError(FAILURES[verdict.failure] ?? 'InvalidSignatureException', verdict.message);
}

const FAILURES: Readonly<Record<string, string>> = {
  MissingAuthentication: 'MissingAuthenticationToken',
  Malformed: 'IncompleteSignature',
  UnknownAccessKey: 'UnrecognizedClientException',
};

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiError('SerializationException', 'The body is not JSON');
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': crypto.randomUUID() });
  response.end(JSON.stringify(body));
}
