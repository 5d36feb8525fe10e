import type { Table } from './client.ts';
import { INDEX, type Key, listKeys } from './keys.ts';
import { readRows } from './read-pages.ts';

/** Ids of the submissions that somebody must look at by now, the longest overdue first, page by page. */
export const dueSubmissions = (table: Table, now: string): AsyncGenerator<string> => due(table, listKeys.due(), now);

/** UUIDs of the batches of jobs whose results have expired by now, the longest overdue first. */
export const expiredBatches = (table: Table, now: string): AsyncGenerator<string> =>
  due(table, listKeys.expiring(), now);

/**
 * What the index names. It holds keys alone: most changes of a record do not concern it, and are not paid for there.
 * Its partitions are `<KIND>#<id>`.
 */
async function* due(table: Table, list: string, now: string): AsyncGenerator<string> {
  const rows = readRows(table, {
    IndexName: INDEX.due,
    KeyConditionExpression: 'dueKey = :list AND dueAt <= :now',
    ExpressionAttributeValues: { ':list': list, ':now': now },
  });
  for await (const row of rows) yield (row as unknown as Key).PK.split('#')[1] ?? '';
}
