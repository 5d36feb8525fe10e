import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Named } from '../../../domain/metadata/metadataset.ts';
import { deleteMany } from '../batch-write.ts';
import type { Table } from '../client.ts';
import { holds } from '../conditional.ts';
import { type Key, keys } from '../keys.ts';
import { getSubmission } from '../submission-store.ts';
import { deleteContent, readContent } from './content-store.ts';

/**
 * Decides that everything goes that a draft has claimed: from here on nobody gives the draft up or takes its claims, and
 * whoever finds it goes on with deleting.
 * @returns false where it was given up before
 */
export async function beginDeletion(table: Table, id: string): Promise<boolean> {
  return holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.submission(id),
        UpdateExpression: 'SET staging = :deleting',
        ConditionExpression: 'staging = :open',
        ExpressionAttributeValues: { ':deleting': 'deleting', ':open': 'open' },
      }),
    ),
  );
}

/**
 * Deletes what a draft was made to delete, itself last. Repeatable.
 * @returns false where nothing was decided about this draft
 */
export async function finishDeletion(table: Table, id: string): Promise<boolean> {
  if ((await getSubmission(table, id))?.staging !== 'deleting') return false;
  for await (const sets of readContent(table, id, 'metadatasets')) await remove(table, sets, keys.metadataset);
  for await (const files of readContent(table, id, 'files')) await remove(table, files, keys.stagedFile);
  await deleteContent(table, id);
  await deleteMany(table, [keys.submission(id)]);
  return true;
}

const remove = (table: Table, records: readonly Named[], keyOf: (uuid: string) => Key): Promise<void> =>
  deleteMany(
    table,
    records.map(({ uuid }) => keyOf(uuid)),
  );
