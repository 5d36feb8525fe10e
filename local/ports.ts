import { createServer } from 'node:net';
import { readJson, writeJson } from './aws/files.ts';

/**
 * Chooses a port for each name and keeps it in `path`: pre-signed URLs hold the port, and must survive a restart. A
 * kept port that somebody else has taken is replaced.
 */
export async function choosePorts<Name extends string>(
  path: string,
  names: readonly Name[],
): Promise<Readonly<Record<Name, number>>> {
  const kept = readJson<Partial<Record<Name, number>>>(path, {});
  const chosen: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const port = kept[name];
    const used = Object.values(chosen);
    chosen[name] = port !== undefined && (await isFree(port)) ? port : await freePort(used);
  }
  const ports = chosen as Record<Name, number>;
  writeJson(path, ports);
  return ports;
}

/** Whether a server could listen on a port of the loopback interface now. */
export async function isFree(port: number): Promise<boolean> {
  return (await tryListen(port)) !== undefined;
}

async function freePort(used: readonly unknown[]): Promise<number> {
  for (;;) {
    const port = await tryListen(0);
    if (port === undefined) throw new Error('no port of 127.0.0.1 is free');
    if (!used.includes(port)) return port;
  }
}

/** Listens for a moment; gives the port, or `undefined` where that was refused. */
async function tryListen(port: number): Promise<number | undefined> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  server.once('error', () => resolve(undefined));
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
  });
  return promise;
}
