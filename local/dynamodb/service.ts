import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Callers } from '../aws/caller.ts';
import { openDatabase } from './database.ts';
import { type DeclaredTable, ensureTable } from './ensure-table.ts';
import type { Inject } from './faults.ts';
import type { Meter } from './meter.ts';
import { createDynamoDbServer } from './server.ts';
import { expire } from './time-to-live.ts';

/** How long `close` waits for requests at hand; one whose client never sends the rest would hold it up for ever. */
const MAX_DRAIN_MS = 5000;

export interface DynamoDbOptions {
  /** 0 for any free port */
  readonly port: number;
  /** holds the LevelDB; made if it is missing; one process at a time */
  readonly directory: string;
  readonly callers: Callers;
  /** the clock of the 10 minutes of a ClientRequestToken; signatures are checked against the real time */
  readonly now?: () => Date;
  /** for tests: faults to simulate */
  readonly inject?: Inject;
  /** for measuring: is told what every item of a table costs */
  readonly meter?: Meter;
}

export interface DynamoDbService {
  readonly url: string;
  /** Creates the table if it is missing and sets its time to live; fails where keys or indexes differ from the disk. */
  ensureTable(declared: DeclaredTable): Promise<void>;
  /** Deletes the items whose time to live has passed at `now`, and says how many those were. */
  expire(now: Date): Promise<number>;
  /** Finishes the requests at hand, then closes the database. */
  close(): Promise<void>;
}

/** Starts a DynamoDB on 127.0.0.1 that keeps its tables in one folder and survives `kill -9` at any moment. */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDbService> {
  const { port, directory, callers, now = () => new Date(), inject, meter } = options;
  const database = await openDatabase(directory, now);
  const server = createDynamoDbServer({ database, callers, inject, meter });
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    await database.storage.close();
    throw error;
  }
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    ensureTable: (declared) => ensureTable(database, declared),
    expire: (at) => expire(database, at),
    async close() {
      await closeServer(server);
      await database.storage.close();
    },
  };
}

/** A connection that is kept alive becomes idle only after its last reply, so idle ones are looked for until none is left. */
async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const sweep = setInterval(() => server.closeIdleConnections(), 10);
  const cut = setTimeout(() => server.closeAllConnections(), MAX_DRAIN_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
