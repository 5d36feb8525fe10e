import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Submission } from '../../domain/submission/submission.ts';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { keys, listKeys } from './keys.ts';
import { getSubmission, type SubmissionRow } from './submission-store.ts';

/**
 * A submission of thousands of records does not fit a transaction. It is staged: its row is written as a draft, then
 * every record is claimed for it (claims.ts), then one transaction makes it count. A draft that takes longer than one
 * request has is continued by the next one. A claim of a draft that was given up, or that its maker left behind, counts
 * for nothing and can be taken over.
 */

/** A request ends after 29 s; a staging submission that is older has nobody who works on it. */
export const STAGING_MS = 35_000;

/** Writes the draft that claims are made for. It is in no list; the sweeper clears it away if it is left behind. */
export async function openStaging(table: Table, submission: Submission, dueAt: string): Promise<void> {
  await table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: {
        ...keys.submission(submission.id),
        ...submission,
        state: 'draft',
        staging: 'open',
        dueKey: listKeys.due(),
        dueAt,
      },
      ConditionExpression: 'attribute_not_exists(PK)',
    }),
  );
}

/**
 * Says that somebody works on a staging submission, or has been told to come again.
 * @param dueAt until when the sweeper leaves it alone
 * @returns false where it is not open any more: committed, given up or cleared away
 */
export const renewStaging = (table: Table, id: string, dueAt: string): Promise<boolean> =>
  change(table, id, 'SET renewedAt = :now, dueAt = :dueAt', 'staging = :open', {
    ':now': new Date().toISOString(),
    ':dueAt': dueAt,
    ':open': 'open',
  });

/**
 * Gives a staging submission up: it can never be committed afterwards. The sweeper clears it away.
 * @returns false where it has been committed, cleared away, or has begun to delete what it claimed
 */
export const abandon = (table: Table, id: string): Promise<boolean> =>
  change(table, id, 'SET staging = :abandoned', 'attribute_exists(staging) AND staging <> :deleting', {
    ':abandoned': 'abandoned',
    ':deleting': 'deleting',
  });

async function change(
  table: Table,
  id: string,
  UpdateExpression: string,
  ConditionExpression: string,
  ExpressionAttributeValues: Record<string, string>,
): Promise<boolean> {
  const Key = keys.submission(id);
  return holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key,
        UpdateExpression,
        ConditionExpression,
        ExpressionAttributeValues,
      }),
    ),
  );
}

/** Nobody has worked on it for longer than a request can take. */
export const isLeftBehind = ({ createdAt, renewedAt = createdAt }: SubmissionRow): boolean =>
  Date.now() - Date.parse(renewedAt) > STAGING_MS;

/** Is a holder nobody's any more? One whose maker left it behind is given up here, so that it never commits. */
export async function isGivenUp(table: Table, id: string): Promise<boolean> {
  const holder = await getSubmission(table, id);
  if (holder === undefined || holder.staging === 'abandoned') return true;
  return holder.staging === 'open' && isLeftBehind(holder) && (await abandon(table, id));
}
