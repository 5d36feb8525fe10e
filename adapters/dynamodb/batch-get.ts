import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { unavailable } from '../../domain/errors.ts';
import type { Table } from './client.ts';
import { canExist, type Key } from './keys.ts';

const ATTEMPTS = 4;

/**
 * Reads up to 100 rows by key, consistently, in one call; rows that do not exist are left out, the order is not kept.
 * @param attributes those that are wanted beside the key; all, where they are not said
 * @throws DomainError `unavailable` where DynamoDB leaves keys unread four times: a row that was not read is no row
 * that does not exist
 */
export async function batchGet(
  table: Table,
  wanted: readonly Key[],
  attributes?: readonly string[],
): Promise<Record<string, unknown>[]> {
  const projection = attributes && { ProjectionExpression: ['PK', 'SK', ...attributes].join(', ') };
  const rows: Record<string, unknown>[] = [];
  let left: Record<string, unknown>[] = wanted.filter(canExist).map((key) => ({ ...key }));
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt === ATTEMPTS) throw unavailable('The records cannot be read at the moment.', { retryAfter: 1 });
    if (attempt > 0) await pause(50 * 2 ** attempt);
    const answer = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: left, ConsistentRead: true, ...projection } } }),
    );
    rows.push(...(answer.Responses?.[table.name] ?? []));
    left = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
  }
  return rows;
}
