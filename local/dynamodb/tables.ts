import { setImmediate } from 'node:timers/promises';
import { actions, prefixes } from './dynalite.ts';
import { resourceInUse, resourceNotFound, throwIfRejected } from './errors.ts';
import { parseRequest } from './request.ts';
import { rangeOf, type Storage } from './storage.ts';
import type { Table } from './types.ts';

/** The tables on disk, all of them in memory too: there is one, and every request needs it. */
export interface Tables {
  /** @throws DynamoDbError ResourceNotFoundException */
  get(name: string): Table;
  find(name: string): Table | undefined;
  names(): string[];
  /** Creates a table from a CreateTable request; it is active when this resolves. */
  create(request: unknown): Promise<Table>;
  /** The attribute that holds an item's expiry, where time to live is enabled. */
  timeToLive(name: string): string | undefined;
  rememberTimeToLive(name: string, attribute: string | undefined): void;
}

export const timeToLiveAddress = (table: string) => `ttl~${table}`;

export async function loadTables(storage: Storage): Promise<Tables> {
  const tables = new Map<string, Table>();
  const timeToLive = new Map<string, string>();
  for await (const [, value] of storage.entries(rangeOf(prefixes.tables))) {
    const table = await activated(storage, value as Table);
    tables.set(table.TableName, table);
  }
  for await (const [address, attribute] of storage.entries(rangeOf(timeToLiveAddress(''))))
    timeToLive.set(address.slice(timeToLiveAddress('').length), attribute as string);

  const get = (name: string) => {
    const table = tables.get(name);
    if (!table) throw resourceNotFound(name);
    return table;
  };
  return {
    get,
    find: (name) => tables.get(name),
    names: () => [...tables.keys()].sort(),
    async create(request) {
      const table = await create(storage, request);
      tables.set(table.TableName, table);
      return table;
    },
    timeToLive: (name) => timeToLive.get(name),
    rememberTimeToLive(name, attribute) {
      if (attribute === undefined) timeToLive.delete(name);
      else timeToLive.set(name, attribute);
    },
  };
}

/** A process that died between dynalite's two writes of a new table left it CREATING, which nothing would end. */
async function activated(storage: Storage, table: Table): Promise<Table> {
  if (table.TableStatus === 'ACTIVE') return table;
  const active = {
    ...table,
    TableStatus: 'ACTIVE',
    ...(table.GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map((index) => ({ ...index, IndexStatus: 'ACTIVE' })),
    }),
  };
  await storage.write([{ type: 'put', key: prefixes.tables + table.TableName, value: active }]);
  return active;
}

async function create(storage: Storage, request: unknown): Promise<Table> {
  const data = parseRequest<Table>('CreateTable', request, storage);
  if (storage.read(prefixes.tables + data.TableName)) throw resourceInUse(data.TableName);
  await new Promise<void>((resolve, reject) => {
    actions.createTable(storage.dynalite, data, (rejection) => {
      try {
        resolve(throwIfRejected(rejection));
      } catch (error) {
        reject(error);
      }
    });
  });
  // dynalite writes the table as CREATING, answers, and writes it as ACTIVE from a timer.
  for (;;) {
    const table = storage.read<Table>(prefixes.tables + data.TableName);
    if (table?.TableStatus === 'ACTIVE') return table;
    await setImmediate();
  }
}
