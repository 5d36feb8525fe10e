import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One PUT that went over the link. */
export interface Put {
  /** its path and query */
  url: URL;
  /** bytes of the body that were handed on */
  bytes: number;
  /** the status, once the browser has the whole answer */
  answered?: number;
}

/** An HTTP proxy as a bad connection: it hands bodies on so fast and no faster, and can be cut. */
export interface SlowLink {
  url: string;
  puts: Put[];
  /** bytes that have been handed on */
  bytes: () => number;
  /** breaks every connection, and refuses new ones */
  cut: () => void;
  mend: () => void;
  /** takes in the next whole file, and breaks off instead of answering; tells whether that has happened */
  loseAnswer: () => () => boolean;
  close: () => Promise<void>;
}

/** @param rate bytes of request bodies per second, of all connections together */
export async function startSlowLink(rate: number): Promise<SlowLink> {
  const puts: Put[] = [];
  const sockets = new Set<Socket>();
  const pace = pacer(rate);
  let down = false;
  let losing = false;
  const isLost = ({ url }: Put): boolean => {
    const lost = losing && url.search !== '' && !url.searchParams.has('partNumber');
    if (lost) losing = false;
    return lost;
  };
  const server = createServer((from, to) => {
    void handOn(from, to, { pace, puts, isLost }).catch(() => to.destroy());
  });
  server.on('connection', (socket) => {
    if (down) socket.destroy();
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    puts,
    bytes: () => puts.reduce((sum, put) => sum + put.bytes, 0),
    cut: () => {
      down = true;
      breakAll();
    },
    mend: () => {
      down = false;
    },
    loseAnswer: () => {
      losing = true;
      return () => !losing;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      breakAll();
      await closed;
    },
  };
}

/** Makes everybody wait until the bytes before theirs have gone. */
function pacer(rate: number): (bytes: number) => Promise<void> {
  let free = 0;
  return async (bytes) => {
    const now = performance.now();
    free = Math.max(free, now) + (bytes * 1000) / rate;
    if (free - now >= 1) await pause(free - now);
  };
}

interface Link {
  pace: ReturnType<typeof pacer>;
  puts: Put[];
  isLost: (put: Put) => boolean;
}

async function handOn(from: IncomingMessage, to: ServerResponse, { pace, puts, isLost }: Link): Promise<void> {
  const url = new URL(from.url ?? '');
  const put: Put = { url, bytes: 0 };
  if (from.method === 'PUT' && url.search !== '') puts.push(put);
  const further = request(url, { method: from.method ?? 'GET', headers: from.headers });
  const answer = once(further, 'response') as Promise<[IncomingMessage]>;
  answer.catch(() => undefined);
  to.on('close', () => further.destroy());
  for await (const chunk of from as AsyncIterable<Buffer>) {
    await pace(chunk.length);
    put.bytes += chunk.length;
    if (!further.write(chunk)) await once(further, 'drain');
  }
  further.end();
  const [response] = await answer;
  if (from.method === 'PUT' && isLost(put)) throw new Error('The answer is lost.');
  to.writeHead(response.statusCode ?? 502, response.headers);
  response.pipe(to);
  await once(to, 'finish');
  put.answered = response.statusCode ?? 502;
}
