import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Caller } from '../../../local/aws/caller.ts';
import type { DeclaredTable } from '../../../local/dynamodb/ensure-table.ts';
import { type DynamoDbOptions, startDynamoDb } from '../../../local/dynamodb/service.ts';

export const operator: Caller = {
  accessKeyId: 'OPERATOR',
  secretAccessKey: 'operator-secret',
  name: 'operator',
  allows: () => true,
};

/** One table with a string key, a sparse index with a string sort key and one with a number. */
export const TABLE = 'things';
export const declared: DeclaredTable = {
  TableName: TABLE,
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'PK', AttributeType: 'S' },
    { AttributeName: 'SK', AttributeType: 'S' },
    { AttributeName: 'dueKey', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'S' },
    { AttributeName: 'ownKey', AttributeType: 'S' },
    { AttributeName: 'ownNo', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [index('due', 'dueKey', 'dueAt'), index('own', 'ownKey', 'ownNo')],
  TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
};

export function index(name: string, hash: string, range: string) {
  return {
    IndexName: name,
    KeySchema: [
      { AttributeName: hash, KeyType: 'HASH' as const },
      { AttributeName: range, KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'ALL' as const },
  };
}

/** A client without retries, so that a test sees what the server answered. */
export function clientOf(url: string, caller: Pick<Caller, 'accessKeyId' | 'secretAccessKey'> = operator) {
  return new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: caller,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: new http.Agent({ keepAlive: true, maxSockets: 64 }) }),
  });
}

/** Changes what a client sends, before or after it has been signed. */
export function rewriteBodies(client: DynamoDBClient, when: 'unsigned' | 'signed', rewrite: (body: string) => string) {
  const change = <Args extends { request: unknown }>(args: Args) => {
    const request = args.request as { body: Uint8Array };
    request.body = new TextEncoder().encode(rewrite(new TextDecoder().decode(request.body)));
    return args;
  };
  const name = 'rewriteBodies';
  if (when === 'unsigned') client.middlewareStack.add((next) => (args) => next(change(args)), { step: 'build', name });
  else
    client.middlewareStack.add((next) => (args) => next(change(args)), {
      step: 'finalizeRequest',
      priority: 'low',
      name,
    });
}

function documentsOf(client: DynamoDBClient) {
  return DynamoDBDocumentClient.from(client);
}

export async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'waybill-dynamodb-'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

type Settings = Partial<DynamoDbOptions> & { readonly callers?: never; readonly others?: readonly Caller[] };

/** A DynamoDB in a folder of its own (or in `directory`) with the table above, and clients signed in as the operator. */
export async function startFixture({ others = [], ...settings }: Settings = {}) {
  const scratch = settings.directory === undefined ? await temporaryFolder() : undefined;
  const directory = settings.directory ?? scratch?.folder ?? '';
  const known = new Map([operator, ...others].map((caller) => [caller.accessKeyId, caller]));
  const service = await startDynamoDb({ port: 0, ...settings, directory, callers: { find: (id) => known.get(id) } });
  await service.ensureTable(declared);
  const client = clientOf(service.url);
  return {
    service,
    client,
    documents: documentsOf(client),
    directory,
    stop: async () => {
      client.destroy();
      await service.close();
      await scratch?.[Symbol.asyncDispose]();
    },
  };
}

export type Fixture = Awaited<ReturnType<typeof startFixture>>;
