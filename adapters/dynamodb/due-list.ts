import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import { INDEX, listKeys } from './keys.ts';
import type { SubmissionRow } from './submission-store.ts';

/** Submissions that somebody must look at by now, the longest overdue first, page by page. */
export async function* dueSubmissions(table: Table, now: string): AsyncGenerator<SubmissionRow> {
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: INDEX.due,
        KeyConditionExpression: 'dueKey = :due AND dueAt <= :now',
        ExpressionAttributeValues: { ':due': listKeys.due(), ':now': now },
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    yield* (answer.Items ?? []) as SubmissionRow[];
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
}
