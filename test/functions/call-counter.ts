import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What a piece of work asked of AWS. */
export interface Calls {
  /** requests in all, repetitions included */
  total: number;
  /** how many of them had to wait for one another */
  depth: number;
  /** the operations, in the order in which they began */
  names: string[];
}

export interface CallCounter {
  /** the endpoints to give to the SDK instead of those that were given */
  endpoints: Record<string, string>;
  /** Counts what reaches the endpoints while `work` runs; one piece of work at a time. */
  count<T>(work: () => Promise<T>): Promise<Calls & { result: T }>;
  close(): Promise<void>;
}

/** Requests that are sent side by side must overlap, however quick the answers are: each is held for so long. */
const HOLD_MS = 40;

interface Exchange {
  name: string;
  /** positions in the order of all beginnings and ends */
  began: number;
  ended: number;
}

/** Stands between the SDK and the endpoints, passes everything on as it is, and keeps count. */
export async function startCallCounter(endpoints: Readonly<Record<string, string>>): Promise<CallCounter> {
  const agent = new Agent({ keepAlive: true });
  let moment = 0;
  let counting = false;
  let seen: Exchange[] = [];
  const serve = async (target: string, incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const exchange: Exchange = { name: nameOf(incoming), began: ++moment, ended: Number.POSITIVE_INFINITY };
    seen.push(exchange);
    answer.on('close', () => {
      exchange.ended = ++moment;
    });
    if (counting) await pause(HOLD_MS);
    forward(new URL(target), agent, incoming, answer);
  };
  const servers: Server[] = [];
  const open = async (target: string): Promise<string> => {
    const server = createServer((incoming, answer) => void serve(target, incoming, answer));
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const opened = Object.entries(endpoints).map(async ([name, target]) => [name, await open(target)] as const);
  return {
    endpoints: Object.fromEntries(await Promise.all(opened)),
    count: async (work) => {
      seen = [];
      counting = true;
      try {
        const result = await work();
        return { total: seen.length, depth: depthOf(seen), names: seen.map(({ name }) => name), result };
      } finally {
        counting = false;
      }
    },
    close: async () => {
      agent.destroy();
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      }
    },
  };
}

/** The operation: JSON services name it in a header, S3 by method and query. */
function nameOf({ method, url = '', headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.indexOf('.') + 1);
  const { pathname, searchParams } = new URL(url, 'http://any');
  const id = searchParams.get('x-id');
  return id ?? `${method} ${pathname}`;
}

function forward(target: URL, agent: Agent, incoming: IncomingMessage, answer: ServerResponse): void {
  const { method, url: path, headers } = incoming;
  const outgoing = request({ agent, host: target.hostname, port: target.port, method, path, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  outgoing.on('error', (error) => answer.destroy(error));
  incoming.pipe(outgoing);
}

/** The longest chain of requests each of which began after the one before had ended. */
function depthOf(exchanges: readonly Exchange[]): number {
  let depth = 0;
  let last = 0;
  for (const { began, ended } of exchanges.toSorted((left, right) => left.ended - right.ended)) {
    if (began < last) continue;
    depth += 1;
    last = ended;
  }
  return depth;
}
