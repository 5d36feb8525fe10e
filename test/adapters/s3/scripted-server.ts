import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { type Bucket, openBucket } from '../../../adapters/s3/client.ts';

export interface Seen {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export type Answer = (request: Seen, response: ServerResponse) => void;

/** An HTTP server that gives the answers S3 gives only on bad days, in the order of the script; the last one stays. */
export async function scripted(...answers: Answer[]) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = { method, url: new URL(url, 'http://s3'), headers, body: Buffer.concat(chunks) };
      seen.push(call);
      answers[Math.min(seen.length, answers.length) - 1]?.(call, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const bucket: Bucket = openBucket(client, 'b', '123456789012');
  const close = async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { endpoint, bucket, seen, [Symbol.asyncDispose]: close };
}

export const xml =
  (status: number, body: string): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
  };

export const failure = (status: number, code: string): Answer =>
  xml(status, `<Error><Code>${code}</Code><Message>scripted</Message></Error>`);

export const head =
  (headers: Record<string, string>): Answer =>
  (_request, response) => {
    response.writeHead(200, { etag: '"0123456789abcdef0123456789abcdef"', ...headers });
    response.end();
  };

export const bytes =
  (body: Buffer): Answer =>
  (_request, response) => {
    response.writeHead(206, { 'content-length': body.length });
    response.end(body);
  };
