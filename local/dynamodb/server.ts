import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import type { Callers } from '../aws/caller.ts';
import { authenticate } from './authenticate.ts';
import type { Database } from './database.ts';
import { DynamoDbError, internalError, serializationError } from './errors.ts';
import { type Inject, throwFault } from './faults.ts';
import { type Meter, meterRequest } from './meter.ts';
import { findOperation } from './operations.ts';

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
/** Longer than the SDK keeps a connection idle; a shorter time would reset connections under requests on their way. */
const KEEP_ALIVE_MS = 120_000;

export interface ServerOptions {
  readonly database: Database;
  readonly callers: Callers;
  readonly inject?: Inject | undefined;
  readonly meter?: Meter | undefined;
}

/** DynamoDB's JSON protocol over HTTP: authenticate, authorize, run, answer. */
export function createDynamoDbServer(options: ServerOptions): Server {
  const server = createServer((request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      // The client went away in the middle of a request or a reply; there is nobody left to tell.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function serve(options: ServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (!body) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  try {
    const result = await perform(options, request, body);
    if (result === 'lost-reply') request.socket.destroy();
    else reply(response, 200, result);
  } catch (error) {
    const { type, message, details, status } = asDynamoDbError(error);
    reply(response, status, { __type: type, message, ...details });
  }
}

async function perform(
  { database, callers, inject, meter }: ServerOptions,
  request: IncomingMessage,
  raw: Buffer,
): Promise<object | 'lost-reply'> {
  const caller = authenticate(request, raw, callers);
  const target = request.headers['x-amz-target'];
  const { name, run } = findOperation(Array.isArray(target) ? target[0] : target);
  const body = parseJson(raw);
  const fault = inject?.(name, body);
  throwFault(fault, name, body);
  const metered = meter ? { ...database, meter: meterRequest(meter, caller.name, name) } : database;
  const result = await run(metered, body, caller);
  return fault === 'lost-reply' ? fault : result;
}

function parseJson(raw: Buffer): unknown {
  const text = raw.toString();
  // dynalite copies objects member by member, and this one would become the copy's prototype and be lost.
  if (/"__proto__"\s*:/.test(text))
    throw serializationError('The local DynamoDB cannot keep an attribute named __proto__');
  try {
    return JSON.parse(text);
  } catch {
    throw serializationError('The request body is not valid JSON');
  }
}

/** @returns `undefined` where the body is larger than DynamoDB takes */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // What is too much is still read, since leaving the loop would break the connection before the answer.
    if (size <= MAX_REQUEST_BYTES) chunks.push(chunk);
  }
  if (size > MAX_REQUEST_BYTES) return undefined;
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, value: object): void {
  const body = Buffer.from(JSON.stringify(value));
  response
    .writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': body.length,
      'x-amzn-requestid': randomUUID(),
      'x-amz-crc32': crc32(body),
    })
    .end(body);
}

function asDynamoDbError(error: unknown): DynamoDbError {
  if (error instanceof DynamoDbError) return error;
  console.error('The local DynamoDB failed:', error);
  return internalError(`The local DynamoDB failed: ${error instanceof Error ? error.message : String(error)}`);
}
