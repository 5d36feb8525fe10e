import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../client.ts';
import { INDEX, type Key } from '../keys.ts';
import { readMany } from '../read-many.ts';

/** Where a record that is not submitted stands in its owner's list: by when it was made. */
export const pendingPlace = (list: string, createdAt: string) => ({ dueKey: list, dueAt: createdAt });

/** Keys in a call, where the caller wants all. */
const PAGE = 500;

export interface PendingQuery {
  list: string;
  /** the last one that was seen, with when it was made */
  after?: { key: Key; createdAt: string } | undefined;
  /** keys to look at in one call */
  limit?: number | undefined;
}

export interface PendingPage<T> {
  /** at least one, unless the list has ended */
  rows: T[];
  /** what was looked at last, where there is more */
  last?: PendingQuery['after'];
}

/**
 * Reads a page of what is not submitted, newest first. The index keeps keys alone, so that a change of a record is not
 * paid there again; the records are read beside, consistently. What has just gone is left out.
 */
export async function readPending<T extends object>(table: Table, query: PendingQuery): Promise<PendingPage<T>> {
  let after = query.after;
  for (;;) {
    const { keys, last } = await readKeys(table, { ...query, after });
    const found = await readMany(table, keys);
    const rows = keys.flatMap(({ PK }) => (found.get(PK) as T | undefined) ?? []);
    if (last === undefined) return { rows };
    if (rows.length > 0) return { rows, last };
    after = last;
  }
}

async function readKeys(table: Table, { list, after, limit = PAGE }: PendingQuery) {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: INDEX.due,
      KeyConditionExpression: 'dueKey = :list',
      ExpressionAttributeValues: { ':list': list },
      ScanIndexForward: false,
      Limit: limit,
      ...(after && { ExclusiveStartKey: { ...after.key, ...pendingPlace(list, after.createdAt) } }),
    }),
  );
  const entries = (answer.Items ?? []) as (Key & { dueAt: string })[];
  const last = answer.LastEvaluatedKey === undefined ? undefined : entries.at(-1);
  return {
    keys: entries.map(({ PK, SK }): Key => ({ PK, SK })),
    last: last && { key: { PK: last.PK, SK: last.SK }, createdAt: last.dueAt },
  };
}
