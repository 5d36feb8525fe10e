import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../../adapters/dynamodb/client.ts';
import type { Caller } from '../../../local/aws/caller.ts';
import type { DeclaredTable } from '../../../local/dynamodb/ensure-table.ts';
import type { Inject } from '../../../local/dynamodb/faults.ts';
import { startDynamoDb } from '../../../local/dynamodb/service.ts';

export const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret-of-the-test' };
const operator: Caller = { ...CREDENTIALS, name: 'operator', allows: () => true };

export interface LocalTable {
  table: Table;
  url: string;
  expire(now: Date): Promise<number>;
  close(): Promise<void>;
}

const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const number = (AttributeName: string) => ({ AttributeName, AttributeType: 'N' as const });
const index = (IndexName: string, hash: string, range: string, ProjectionType: 'ALL' | 'KEYS_ONLY' = 'ALL') => ({
  IndexName,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType },
});

/** The product's table, by another name. */
export const DECLARED: DeclaredTable = {
  TableName: 'waybill-test',
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    ...['PK', 'SK', 'ownKey', 'groupKey', 'allKey', 'dueKey', 'dueAt'].map(string),
    ...['ownNo', 'groupNo', 'allNo'].map(number),
  ],
  GlobalSecondaryIndexes: [
    index('own', 'ownKey', 'ownNo'),
    index('group', 'groupKey', 'groupNo'),
    index('all', 'allKey', 'allNo'),
    index('due', 'dueKey', 'dueAt', 'KEYS_ONLY'),
  ],
  TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
};

/** A table of its own in a local DynamoDB of its own, reached by the real SDK. @param inject faults to simulate */
export async function startLocalTable(inject?: Inject): Promise<LocalTable> {
  const directory = await mkdtemp(join(tmpdir(), 'waybill-table-'));
  const callers = { find: (id: string) => (id === operator.accessKeyId ? operator : undefined) };
  const service = await startDynamoDb({ port: 0, directory, callers, ...(inject && { inject }) });
  await service.ensureTable(DECLARED);
  const client = new DynamoDBClient({ endpoint: service.url, region: 'us-east-1', credentials: CREDENTIALS });
  return {
    table: {
      name: DECLARED.TableName,
      client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    },
    url: service.url,
    expire: (now) => service.expire(now),
    close: async () => {
      client.destroy();
      await service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
