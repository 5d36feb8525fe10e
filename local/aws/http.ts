import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** API Gateway waits 30 s for a function; a client that never ends its request must not hold the stop up longer. */
const LONGEST_REQUEST_MS = 35_000;

export interface HttpServer {
  readonly port: number;
  /** Stops listening, lets requests in flight finish (for as long as one may take), and closes connections. */
  close(): Promise<void>;
}

/** Listens on the loopback interface; port 0 takes any free one. */
export async function listen(handler: RequestListener, port: number, maxHeaderSize = 64 * 1024): Promise<HttpServer> {
  // Long uploads through slow clients are legal here; Node's own default would cut them after five minutes.
  const server = createServer({ maxHeaderSize, requestTimeout: 0, keepAliveTimeout: 60_000 }, handler);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      // A connection that was busy when the server closed becomes idle later and would stay open.
      const sweep = setInterval(() => server.closeIdleConnections(), 20);
      const cut = setTimeout(() => server.closeAllConnections(), LONGEST_REQUEST_MS);
      return closed.promise.finally(() => {
        clearInterval(sweep);
        clearTimeout(cut);
      });
    },
  };
}

/**
 * Reads a body of at most `limit` bytes. A longer one is read to its end and thrown away, and the answer is
 * `undefined`: closing the connection instead would make clients see a reset and not the refusal.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= limit ? Buffer.concat(chunks, size) : undefined;
}
