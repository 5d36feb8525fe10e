import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { corsHeaders } from '../buckets/cors.ts';
import { S3Error } from '../errors.ts';
import { randomName } from '../store/ids.ts';
import { xmlDocument } from '../xml.ts';
import { handle, type Service } from './handle.ts';
import { readRequest, type S3Request } from './request.ts';
import type { S3Response } from './response.ts';

/** Clients keep connections for reuse; one that is closed under them costs a failed request. */
const KEEP_ALIVE_MS = 75_000;

interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

export async function listen(port: number, service: Service): Promise<Listening> {
  const server = createServer((message, response) => {
    void serve(message, response, service, () => {});
  });
  // A client that asks first gets its answer before it sends a large body in vain.
  server.on('checkContinue', (message: IncomingMessage, response: ServerResponse) => {
    void serve(message, response, service, () => {
      response.writeContinue();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // A large upload over a slow line may take hours.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  service: Service,
  writeContinue: () => void,
): Promise<void> {
  const id = randomName();
  let request: S3Request | undefined;
  let answer: S3Response;
  let bodyWanted = false;
  try {
    request = readRequest(message, id, () => {
      if (!bodyWanted) writeContinue();
      bodyWanted = true;
    });
    answer = await handle(request, service);
  } catch (error) {
    answer = errorResponse(error, message, id);
  }
  try {
    await send(response, answer, {
      'x-amz-request-id': id,
      server: 'AmazonS3',
      ...(request?.bucket === undefined || request.method === 'OPTIONS'
        ? {}
        : corsHeaders(service.store.buckets.find(request.bucket)?.cors ?? [], request.method, message.headers.origin)),
    });
  } catch {
    // The client is gone, or a file failed in the middle: only cutting the connection can say so now.
    response.destroy();
  }
  // What is left of a refused body is read and dropped, so that the connection can be used again. (Where the client was
  // never told to continue, node:http closes the connection instead.)
  message.resume();
}

async function send(
  response: ServerResponse,
  { status, headers, body }: S3Response,
  common: Readonly<Record<string, string>>,
): Promise<void> {
  response.writeHead(status, { ...common, ...headers });
  if (body instanceof Readable) await pipeline(body, response);
  else response.end(body);
}

function errorResponse(error: unknown, message: IncomingMessage, id: string): S3Response {
  if (!(error instanceof S3Error)) reportUnlessAborted(error, message);
  const known = error instanceof S3Error ? error : new S3Error('InternalError');
  if (message.method === 'HEAD') return { status: known.status, headers: known.headers };
  const resource = (message.url ?? '').replace(/\?.*$/s, '');
  const content = { Code: known.code, Message: known.message, Resource: resource, RequestId: id };
  return {
    status: known.status,
    headers: { ...known.headers, 'content-type': 'application/xml' },
    body: xmlDocument('Error', content, ''),
  };
}

function reportUnlessAborted(error: unknown, message: IncomingMessage): void {
  if (message.destroyed && !message.complete) return;
  const path = (message.url ?? '').replace(/\?.*$/s, '');
  console.error(`s3: ${message.method ?? ''} ${path} failed: ${error instanceof Error ? error.stack : String(error)}`);
}
