import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Reach } from '../../../adapters/webhook/reach.ts';
import { selfSigned } from './certificate.ts';

export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** how the next requests are answered; by default all with 204 */
  answer(how: (response: ServerResponse, count: number) => void): void;
  /** lets a delivery reach this receiver, which is on the loopback address where no webhook may be */
  reachLoopback: Reach;
  close(): Promise<void>;
}

const HOST = 'hooks.example.org';

/** An HTTPS server that stands for a submitter's. */
export async function startReceiver(): Promise<Receiver> {
  const { key, cert } = selfSigned(HOST);
  const received: Received[] = [];
  let how = (response: ServerResponse, _count: number): void => void response.writeHead(204).end();
  const server = createServer({ key, cert }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8'), at: performance.now() });
      how(response, received.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://${HOST}:${port}/hook`,
    received,
    answer: (next) => {
      how = next;
    },
    reachLoopback: {
      resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
      mayConnect: (address) => address === '127.0.0.1',
      ca: cert,
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
