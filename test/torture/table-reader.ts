import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateScan, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Key, keys } from '../../adapters/dynamodb/keys.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { fileOfObject, stagedFileOfObject } from '../../domain/file/upload-reference.ts';

export type Row = Key & Record<string, unknown>;

/** What lies in the table, read past all faults. */
export interface TableReader {
  get(key: Key): Promise<Row | undefined>;
  submission(id: string): Promise<SubmissionRow | undefined>;
  /** everything that is kept of a submission */
  partition(PK: string): Promise<Row[]>;
  all(): Promise<Row[]>;
  submitterOf(id: string): Promise<string | undefined>;
  /** of the file that an object of the upload bucket belongs to */
  ownerOfObject(key: string): Promise<string | undefined>;
}

export function openTableReader(TableName: string, config: DynamoDBClientConfig = {}): TableReader {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 10, ...config }));
  const get: TableReader['get'] = async (key) =>
    (await client.send(new GetCommand({ TableName, Key: { ...key }, ConsistentRead: true }))).Item as Row | undefined;
  const submission: TableReader['submission'] = async (id) =>
    (await get(keys.submission(id))) as unknown as SubmissionRow | undefined;
  const owners = new Map<string, string>();
  const submitterOf: TableReader['submitterOf'] = async (id) => {
    const known = owners.get(id) ?? (await submission(id))?.submitterId;
    if (known !== undefined) owners.set(id, known);
    return known;
  };
  return {
    get,
    submission,
    submitterOf,
    partition: async (PK) => {
      const rows: Row[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const answer = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'PK = :pk',
            ExpressionAttributeValues: { ':pk': PK },
            ConsistentRead: true,
            ExclusiveStartKey,
          }),
        );
        rows.push(...((answer.Items ?? []) as Row[]));
        ExclusiveStartKey = answer.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      return rows;
    },
    all: async () => {
      const rows: Row[] = [];
      for await (const page of paginateScan({ client }, { TableName, ConsistentRead: true })) {
        rows.push(...((page.Items ?? []) as Row[]));
      }
      return rows;
    },
    ownerOfObject: async (key) => {
      const staged = stagedFileOfObject(key);
      if (staged !== undefined) return (await get(keys.stagedFile(staged)))?.['submitterId'] as string | undefined;
      const file = fileOfObject(key);
      return file === undefined ? undefined : submitterOf(file.submissionId);
    },
  };
}
