import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import {
  Agent,
  type ClientRequest,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { conflicting, refused, throttled, type WireAnswer, type WireCall } from './wire-faults.ts';

/**
 * `throttle`, `conflict`, `refuse`: the service does not do it, and says so. `unreachable`: the call never gets there.
 * `lost-reply`: it is done, and nobody hears of it.
 */
export type Fault = 'throttle' | 'conflict' | 'refuse' | 'unreachable' | 'lost-reply';

export interface BoundaryOptions {
  /** asked about every call of an invocation, before it is passed on */
  decide: (invocation: string, call: WireCall) => Fault | undefined;
  /** told of every call that was carried out, whether or not its caller hears of it */
  done: (call: WireCall, status: number) => void;
}

export interface Boundary {
  /** to give to the SDK instead of those that were given */
  endpoints: Record<string, string>;
  close(): Promise<void>;
}

const HEADER = 'x-invocation';
const current = new AsyncLocalStorage<string>();

/** Every call to AWS that the work makes carries the invocation's name. */
export const asInvocation = <T>(name: string, work: () => Promise<T>): Promise<T> => current.run(name, work);

/** The signature covers other headers; where the headers have gone already (large bodies) the call is left alone. */
function mark(message: unknown): void {
  const { request: outgoing } = message as { request: ClientRequest };
  const name = current.getStore();
  if (name !== undefined && !outgoing.headersSent) outgoing.setHeader(HEADER, name);
}

/** Stands between the SDK and the local services, and lets calls of invocations fail. */
export async function startBoundary(
  targets: Readonly<Record<string, string>>,
  options: BoundaryOptions,
): Promise<Boundary> {
  diagnostics.subscribe('http.client.request.created', mark);
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const servers = Object.entries(targets).map(([variable, target]) => {
    const service = variable.replace('AWS_ENDPOINT_URL_', '');
    const server = createServer((incoming, answer) => {
      serve({ service, target: new URL(target), agent, options }, incoming, answer).catch(() => answer.destroy());
    });
    server.listen(0, '127.0.0.1');
    return { variable, server };
  });
  await Promise.all(servers.map(({ server }) => once(server, 'listening')));
  const urlOf = (address: unknown) => `http://127.0.0.1:${(address as AddressInfo).port}`;
  return {
    endpoints: Object.fromEntries(servers.map(({ variable, server }) => [variable, urlOf(server.address())])),
    close: async () => {
      diagnostics.unsubscribe('http.client.request.created', mark);
      agent.destroy();
      for (const { server } of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

interface Passage {
  service: string;
  target: URL;
  agent: Agent;
  options: BoundaryOptions;
}

async function serve(passage: Passage, incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
  const { [HEADER]: invocation, ...headers } = incoming.headers;
  const call: WireCall = {
    service: passage.service,
    operation: operationOf(incoming),
    method: incoming.method ?? '',
    body: await buffer(incoming),
  };
  const fault = typeof invocation === 'string' ? passage.options.decide(invocation, call) : undefined;
  if (fault === 'unreachable') return void answer.destroy();
  const refusal = refusalOf(fault, call);
  if (refusal !== undefined) return send(answer, refusal);
  const { response, body } = await forward(passage, incoming, headers, call.body);
  passage.options.done(call, response.statusCode ?? 0);
  if (fault === 'lost-reply') return void answer.destroy();
  // by the clock of this process, which may have been moved: an SDK corrects its own by this header
  answer.writeHead(response.statusCode ?? 502, { ...response.headers, date: new Date().toUTCString() });
  answer.end(body);
}

function refusalOf(fault: Fault | undefined, call: WireCall): WireAnswer | undefined {
  if (fault === 'throttle') return throttled(call);
  if (fault === 'refuse') return refused(call);
  return fault === 'conflict' ? conflicting(call) : undefined;
}

function send(answer: ServerResponse, { status, headers, body }: WireAnswer): void {
  answer.writeHead(status, { ...headers, date: new Date().toUTCString() });
  answer.end(body);
}

async function forward(
  { target, agent }: Passage,
  { method, url: path }: IncomingMessage,
  headers: IncomingHttpHeaders,
  sent: Buffer,
): Promise<{ response: IncomingMessage; body: Buffer }> {
  const outgoing = request({ agent, host: target.hostname, port: target.port, method, path, headers });
  outgoing.end(sent);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { response, body: await buffer(response) };
}

/** JSON services name the operation in a header, S3 in its query or by its method, others by their path. */
function operationOf({ method, url = '', headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.indexOf('.') + 1);
  const { pathname, searchParams } = new URL(url, 'http://any');
  return searchParams.get('x-id') ?? `${method} ${pathname}`;
}
