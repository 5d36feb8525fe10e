import type { Table } from './client.ts';
import { INDEX, listKeys } from './keys.ts';
import { readRows } from './read-pages.ts';
import type { SubmissionRow } from './submission-store.ts';

/** Submissions that somebody must look at by now, the longest overdue first, page by page. */
export async function* dueSubmissions(table: Table, now: string): AsyncGenerator<SubmissionRow> {
  yield* readRows(table, {
    IndexName: INDEX.due,
    KeyConditionExpression: 'dueKey = :due AND dueAt <= :now',
    ExpressionAttributeValues: { ':due': listKeys.due(), ':now': now },
  }) as AsyncGenerator<unknown> as AsyncGenerator<SubmissionRow>;
}
