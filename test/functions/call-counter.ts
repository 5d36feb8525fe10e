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
  /** Tells all that reaches the endpoints while `work` runs; `asItIs` makes no request wait for others beside it. */
  watch<T>(work: () => Promise<T>, how?: 'asItIs'): Promise<{ exchanges: Exchange[]; result: T }>;
  close(): Promise<void>;
}

/** Requests that are sent side by side must overlap, however quick the answers are: each is held for so long. */
const HOLD_MS = 40;

/** One request to AWS. */
export interface Exchange {
  /** name of the endpoint */
  endpoint: string;
  name: string;
  method: string;
  /** path and query */
  target: string;
  /** who signed its headers; nobody where the URL is signed */
  accessKeyId: string | undefined;
  /** positions in the order of all beginnings and ends */
  began: number;
  ended: number;
  /** what DynamoDB says of read and write units, where the request asks it */
  units: { read: number; write: number };
}

/** Stands between the SDK and the endpoints, passes everything on as it is, and keeps count. */
export async function startCallCounter(endpoints: Readonly<Record<string, string>>): Promise<CallCounter> {
  const agent = new Agent({ keepAlive: true });
  let moment = 0;
  let holding = false;
  let seen: Exchange[] = [];
  const serve = async (endpoint: string, target: URL, incoming: IncomingMessage, answer: ServerResponse) => {
    const exchange: Exchange = { ...described(endpoint, incoming), began: ++moment, ended: Number.POSITIVE_INFINITY };
    seen.push(exchange);
    answer.on('close', () => {
      exchange.ended = ++moment;
    });
    if (holding) await pause(HOLD_MS);
    forward(target, agent, incoming, answer, (body) => {
      exchange.units = unitsOf(exchange.name, body);
    });
  };
  const servers: Server[] = [];
  const open = async (name: string, target: string): Promise<string> => {
    const server = createServer((incoming, answer) => void serve(name, new URL(target), incoming, answer));
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const watch: CallCounter['watch'] = async (work, how) => {
    seen = [];
    holding = how !== 'asItIs';
    try {
      const result = await work();
      return { exchanges: seen, result };
    } finally {
      holding = false;
    }
  };
  const opened = Object.entries(endpoints).map(async ([name, target]) => [name, await open(name, target)] as const);
  return {
    endpoints: Object.fromEntries(await Promise.all(opened)),
    count: async (work) => {
      const { exchanges, result } = await watch(work);
      return { ...callsOf(exchanges), result };
    },
    watch,
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

export const callsOf = (exchanges: readonly Exchange[]): Calls => ({
  total: exchanges.length,
  depth: depthOf(exchanges),
  names: exchanges.map(({ name }) => name),
});

function described(endpoint: string, incoming: IncomingMessage): Omit<Exchange, 'began' | 'ended'> {
  const { method = '', url: target = '', headers } = incoming;
  const accessKeyId = /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1];
  return { endpoint, name: nameOf(incoming), method, target, accessKeyId, units: { read: 0, write: 0 } };
}

/** The operation: JSON services name it in a header, S3 by method and query. */
function nameOf({ method, url = '', headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.indexOf('.') + 1);
  const { pathname, searchParams } = new URL(url, 'http://any');
  const id = searchParams.get('x-id');
  return id ?? `${method} ${pathname}`;
}

const READS = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems'];

function unitsOf(name: string, body: string): Exchange['units'] {
  const { ConsumedCapacity: consumed = [] } = JSON.parse(body) as {
    ConsumedCapacity?: Consumed | Consumed[];
  };
  const units = [consumed].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
  return READS.includes(name) ? { read: units, write: 0 } : { read: 0, write: units };
}

interface Consumed {
  CapacityUnits: number;
}

/** @param tell takes the answers of DynamoDB */
function forward(
  target: URL,
  agent: Agent,
  incoming: IncomingMessage,
  answer: ServerResponse,
  tell: (body: string) => void,
): void {
  const { method, url: path, headers } = incoming;
  const outgoing = request({ agent, host: target.hostname, port: target.port, method, path, headers }, (response) => {
    if (String(headers['x-amz-target']).startsWith('DynamoDB_')) {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => tell(Buffer.concat(chunks).toString()));
    }
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
