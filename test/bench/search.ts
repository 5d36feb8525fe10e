import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../adapters/dynamodb/client.ts';
import { createGroupStore } from '../../adapters/dynamodb/group-store.ts';
import { inTurn } from '../../adapters/dynamodb/in-turn.ts';
import { keys, listKeys } from '../../adapters/dynamodb/keys.ts';
import { BLOCK_SIZE, sealBlock } from '../../adapters/dynamodb/search-blocks.ts';
import { createTokenStore } from '../../adapters/dynamodb/token-store.ts';
import { createUserStore } from '../../adapters/dynamodb/user-store.ts';
import { tokenRecord } from '../../domain/account/api-token.ts';
import { newToken } from '../../domain/account/token.ts';
import { routes } from '../../functions/nemo/routes.ts';
import { account, group } from '../adapters/dynamodb/account-fixtures.ts';
import { CREDENTIALS, DECLARED } from '../adapters/dynamodb/local-table.ts';
import { type CallCounter, callsOf, startCallCounter } from '../functions/call-counter.ts';
import type { Sent } from '../functions/door-event.ts';
import { ask, type Door, environment } from '../functions/in-process.ts';
import { type Figure, mib, ms, seconds } from './figure.ts';
import { DOCUMENT, expectedTotal, rowOf } from './search-rows.ts';

interface Site {
  door: Door;
  token: string;
  counter: CallCounter;
}

async function withRows<T>(length: number, work: (site: Site, table: Table) => Promise<T>): Promise<T> {
  const worker = new Worker(new URL('./search-store.ts', import.meta.url), { workerData: length });
  const [{ url, directory }] = (await once(worker, 'message')) as [{ url: string; directory: string }];
  const counter = await startCallCounter({ dynamodb: url });
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials: { ...CREDENTIALS } });
  try {
    const table = { name: DECLARED.TableName, client: DynamoDBDocumentClient.from(client) };
    Object.assign(process.env, environment(table.name), { AWS_ENDPOINT_URL_DYNAMODB: counter.endpoints['dynamodb'] });
    const { handler } = (await import('../../functions/nemo/index.ts')) as unknown as Pick<Door, 'handler'>;
    const token = await reader(table);
    await finishList(table, length);
    return await work({ door: { handler, routes }, token, counter }, table);
  } finally {
    client.destroy();
    await counter.close();
    await worker.terminate();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Somebody who may read everything, so that the list is the site's. */
async function reader(table: Table): Promise<string> {
  const lab = group('Lab');
  await createGroupStore(table).create(lab);
  const made = await account(lab, 'reader', { siteRead: true });
  await createUserStore(table).create(made);
  const token = newToken(made.userId);
  const now = new Date();
  await createTokenStore(table).add(made, token, tokenRecord(made.userId, 'bench', new Date(now.getTime() + 1e9), now));
  return token;
}

/** What creating and searching leave behind beside the rows: the length of the list, and its blocks. */
async function finishList(table: Table, length: number): Promise<void> {
  await table.client.send(
    new PutCommand({ TableName: table.name, Item: { ...keys.counter(listKeys.all()), n: length } }),
  );
  const blocks = Array.from({ length: Math.floor(length / BLOCK_SIZE) }, (_, index) => index + 1);
  await inTurn(blocks, 8, (block) => {
    const newest = Array.from({ length: BLOCK_SIZE }, (_, index) => rowOf(block * BLOCK_SIZE - index, length));
    return sealBlock(table, listKeys.all(), block, newest);
  });
}

async function figureOf(site: Site, what: string, request: `${string} /${string}`, asked: Sent): Promise<Figure> {
  const send = () => ask<{ total?: number; results?: object[] }>(site.door, request, { token: site.token, ...asked });
  // compiled code and connections are what most requests meet
  await send();
  const { exchanges } = await site.counter.watch(send);
  const units = exchanges.reduce((sum, exchange) => sum + exchange.units.read, 0);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const cpu = process.threadCpuUsage();
  const started = performance.now();
  const { exchanges: quick, result } = await site.counter.watch(send, 'asItIs');
  const time = performance.now() - started;
  const { user, system } = process.threadCpuUsage(cpu);
  const held = process.memoryUsage().heapUsed - before;
  const { total, depth } = callsOf(exchanges);
  if (quick.length !== total) throw new Error(`${what}: ${quick.length} calls, then ${total}`);
  const found = result.total === undefined ? '' : `, finds ${result.total}`;
  return {
    what,
    figure: `${total} calls, ${depth} deep, ${units} RRU, ${ms(time)}, ${ms((user + system) / 1000)} of processor, heap + ${mib(held)}${found}`,
  };
}

/** How history and search fare among so many submissions. One to a process: functions read their settings once. */
export async function measure(length: number): Promise<Figure[]> {
  const started = performance.now();
  const amount = length.toLocaleString('en-US');
  return withRows(length, async (site) => [
    { what: `${amount} submissions, and their blocks: made`, figure: seconds(performance.now() - started) },
    ...(await requests(site, amount, length)),
  ]);
}

async function requests(site: Site, amount: string, length: number): Promise<Figure[]> {
  const pages = Math.ceil(length / 100);
  const history = (page: number): Sent => ({ query: { all: 'y', page: String(page) } });
  const search = 'POST /api/submission/search';
  const { total } = await ask<{ total: number }>(site.door, search, { token: site.token, json: DOCUMENT });
  const expected = expectedTotal(length);
  if (total !== expected) throw new Error(`The search among ${amount} found ${total} of ${expected} submissions.`);
  return [
    await figureOf(site, `${amount}: page 1 of the history`, 'GET /api/submission', history(1)),
    await figureOf(site, `${amount}: page ${pages}`, 'GET /api/submission', history(pages)),
    await figureOf(site, `${amount}: month, substring, policy and status`, search, { json: DOCUMENT }),
    await figureOf(site, `${amount}: substring alone`, search, { json: { submitter: 'user-1' } }),
  ];
}
