import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type AuditEntry, monthOf } from '../../domain/account/audit.ts';
import type { Table } from './client.ts';
import { keys } from './keys.ts';

const DAY = 24 * 60 * 60;
/** A year, and time to look back on it. */
const KEPT_DAYS = 400;

const keyOf = ({ at, requestId }: AuditEntry) => keys.audit(monthOf(at), `${at}#${requestId}`);

/** Writes down what is about to be done. */
export async function putAuditEntry(table: Table, entry: AuditEntry): Promise<void> {
  const ttl = Math.floor(Date.parse(entry.at) / 1000) + KEPT_DAYS * DAY;
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyOf(entry), ...entry, ttl } }));
}

/** Adds what became of it. */
export async function putAuditOutcome(table: Table, entry: AuditEntry, outcome: AuditEntry['outcome']): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: { ...keyOf(entry) },
      UpdateExpression: 'SET outcome = :outcome',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: { ':outcome': outcome },
    }),
  );
}

export interface AuditPage {
  entries: AuditEntry[];
  /** absent on the last page */
  next?: string;
}

/**
 * The entries of a month, newest first.
 * @param month e.g. 2026-11, in UTC
 */
export async function listAuditEntries(
  table: Table,
  month: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<AuditPage> {
  const { PK } = keys.audit(month, '');
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': PK },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: limit,
      ...(after !== undefined && { ExclusiveStartKey: { ...keys.audit(month, after) } }),
    }),
  );
  const next = answer.LastEvaluatedKey?.['SK'] as string | undefined;
  return { entries: (answer.Items ?? []) as AuditEntry[], ...(next !== undefined && { next }) };
}
