import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { invalid } from '../../../domain/errors.ts';
import type { Table } from '../client.ts';
import type { Key } from '../keys.ts';

export interface RecordPage<T> {
  items: T[];
  /** the sort key to read on after; absent on the last page */
  next?: string;
}

export interface PageOf {
  PK: string;
  /** beginning of the sort keys that are wanted */
  prefix?: string;
  after?: string | undefined;
  limit: number;
  /** newest first, where sort keys begin with a time */
  descending?: boolean;
  /** what is not wanted is read all the same: for lists of which most is */
  wanted?: (row: Record<string, unknown>) => boolean;
}

/** One page of a partition, in the order of its sort keys. One row more is read, to know whether another page follows. */
export async function recordPage<T>(table: Table, page: PageOf): Promise<RecordPage<T & Key>> {
  const { PK, prefix = '', after, limit, wanted = () => true } = page;
  if (after !== undefined && !after.startsWith(prefix)) {
    throw invalid('No page has answered this as next.', {
      issues: [{ field: 'after', message: 'unknown', value: after }],
    });
  }
  const items: (T & Key)[] = [];
  let start: Record<string, unknown> | undefined = after === undefined ? undefined : { PK, SK: after };
  do {
    const answer = await table.client.send(new QueryCommand(query(table, page, start)));
    items.push(...((answer.Items ?? []).filter(wanted) as (T & Key)[]));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined && items.length <= limit);
  const found = items.slice(0, limit);
  const last = found.at(-1)?.SK;
  return { items: found, ...(items.length > limit && last !== undefined && { next: last }) };
}

function query(table: Table, { PK, prefix, limit, descending }: PageOf, start: Record<string, unknown> | undefined) {
  return {
    TableName: table.name,
    KeyConditionExpression: prefix === undefined ? 'PK = :pk' : 'PK = :pk AND begins_with(SK, :prefix)',
    ExpressionAttributeValues: { ':pk': PK, ...(prefix !== undefined && { ':prefix': prefix }) },
    ScanIndexForward: descending !== true,
    ConsistentRead: true,
    Limit: limit + 1,
    ...(start !== undefined && { ExclusiveStartKey: start }),
  };
}
