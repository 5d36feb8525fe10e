import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { deleteMany } from '../batch-write.ts';
import type { Table } from '../client.ts';
import { holds } from '../conditional.ts';
import { inTurn } from '../in-turn.ts';
import { type Key, keys } from '../keys.ts';
import { abandon } from '../staging.ts';
import { getSubmission } from '../submission-store.ts';
import { finishDeletion } from './bulk-deletion.ts';
import { deleteContent, readContent, valueKey } from './content-store.ts';

const AT_ONCE = 32;

/**
 * Clears away what a submission left behind that was never committed: its claims, then its rows, itself last, so that
 * whoever stops half-way is followed by the next. One that has been committed meanwhile stays as it is; one that is
 * deleting goes on with that.
 */
export async function clearDraft(table: Table, id: string): Promise<void> {
  if (await finishDeletion(table, id)) return;
  if (!(await abandon(table, id))) return;
  for await (const sets of readContent(table, id, 'metadatasets')) {
    await inTurn(sets, AT_ONCE, ({ uuid }) => letGo(table, keys.metadataset(uuid), id));
  }
  for await (const files of readContent(table, id, 'files')) {
    await inTurn(files, AT_ONCE, ({ uuid }) => letGo(table, keys.stagedFile(uuid), id));
  }
  for await (const values of readContent(table, id, 'values')) {
    await inTurn(values, AT_ONCE, (PK) => freeValue(table, valueKey(PK), id));
  }
  await deleteRows(table, id);
}

const ofDraft = (table: Table, key: Key, id: string) => ({
  TableName: table.name,
  Key: { ...key },
  // somebody else may have taken it over by now
  ConditionExpression: 'claim = :id',
  ExpressionAttributeValues: { ':id': id },
});

const letGo = (table: Table, key: Key, id: string): Promise<boolean> =>
  holds(table.client.send(new UpdateCommand({ ...ofDraft(table, key, id), UpdateExpression: 'REMOVE claim' })));

const freeValue = (table: Table, key: Key, id: string): Promise<boolean> =>
  holds(table.client.send(new DeleteCommand(ofDraft(table, key, id))));

async function deleteRows(table: Table, id: string): Promise<void> {
  await deleteContent(table, id);
  // abandoned for good: nobody commits it any more
  if ((await getSubmission(table, id))?.staging === 'abandoned') await deleteMany(table, [keys.submission(id)]);
}
