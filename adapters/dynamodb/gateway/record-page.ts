import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../client.ts';
import type { Key } from '../keys.ts';
import { checkStart } from '../start-key.ts';

export interface RecordPage<T> {
  items: T[];
  /** the sort key to read on after; absent on the last page */
  next?: string;
}

export interface PageOf {
  PK: string;
  /** beginning of the sort keys that are wanted, or the first and the last that may be */
  prefix?: string;
  between?: readonly [low: string, high: string];
  after?: string | undefined;
  limit: number;
  /** newest first, where sort keys begin with a time */
  descending?: boolean;
  /** what is not wanted is read all the same: for lists of which most is */
  wanted?: (row: Record<string, unknown>) => boolean;
}

/** Where some of the rows are not wanted: these are short. */
const READ_AT_ONCE = 1000;

/** One page of a partition, in the order of its sort keys. One row more is read, to know whether another page follows. */
export async function recordPage<T>(table: Table, page: PageOf): Promise<RecordPage<T & Key>> {
  const { PK, after, limit, wanted = () => true } = page;
  if (after !== undefined) checkStart(after, bounds(page), after);
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

// U+FFFF sorts behind every character of a key
const bounds = ({ prefix = '', between: [low, high] = [prefix || ' ', `${prefix}\uffff`] }: PageOf) => ({ low, high });

function query(table: Table, page: PageOf, start: Record<string, unknown> | undefined) {
  const { low, high } = bounds(page);
  return {
    TableName: table.name,
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': page.PK, ':low': low, ':high': high },
    ScanIndexForward: page.descending !== true,
    ConsistentRead: true,
    Limit: page.wanted === undefined ? page.limit + 1 : Math.max(page.limit + 1, READ_AT_ONCE),
    ...(start !== undefined && { ExclusiveStartKey: start }),
  };
}
