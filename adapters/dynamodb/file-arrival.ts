import { DeleteCommand, QueryCommand, type QueryCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { FileRecord } from '../../domain/file/file.ts';
import { assignments } from './assignments.ts';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { keys, SK } from './keys.ts';

export interface Arrival {
  submissionId: string;
  fileKey: string;
  objectKey: string;
  versionId: string;
  size: number;
  proved: FileRecord['proved'];
}

/**
 * Pins the version of a file that has arrived. Two events for one object, or an event and a confirmation, come to the
 * same: the first wins.
 * @returns false where the file had arrived before, or was announced anew under another object key
 */
export async function recordArrival(table: Table, arrival: Arrival): Promise<boolean> {
  const { submissionId, fileKey, objectKey, versionId, size, proved } = arrival;
  const set = assignments({ state: 'arrived', versionId, size, proved, uploadId: undefined });
  const update = new UpdateCommand({
    TableName: table.name,
    Key: keys.file(submissionId, fileKey),
    ...set,
    ConditionExpression: '#state = :announced AND objectKey = :objectKey',
    ExpressionAttributeValues: {
      ...set.ExpressionAttributeValues,
      ':announced': 'announced',
      ':objectKey': objectKey,
    },
  });
  return holds(table.client.send(update));
}

/**
 * Takes the marker of a file away that has arrived. It is never announced again, so that this can be done at any time
 * later, too, by whoever finds a marker that somebody left who died between the two writes.
 */
export async function removePending(table: Table, id: string, fileKey: string): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keys.pendingFile(id, fileKey) }));
}

/** The next file that has not arrived, read consistently; undefined once all have. */
export async function firstPending(table: Table, id: string): Promise<string | undefined> {
  return (await pendingFiles(table, id, 1))[0];
}

/** Up to `limit` names of files that have not arrived. */
export async function pendingFiles(table: Table, id: string, limit: number): Promise<string[]> {
  return (await pendingPage(table, id, { Limit: limit })).names;
}

/** The names of all files that have not arrived, page by page. */
export async function* allPendingFiles(table: Table, id: string): AsyncGenerator<string[]> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await pendingPage(table, id, { ...(start && { ExclusiveStartKey: start }) });
    if (page.names.length > 0) yield page.names;
    start = page.next;
  } while (start !== undefined);
}

async function pendingPage(table: Table, id: string, page: Pick<QueryCommandInput, 'Limit' | 'ExclusiveStartKey'>) {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :pending)',
      ExpressionAttributeValues: { ':pk': keys.submission(id).PK, ':pending': SK.pendingFile },
      ConsistentRead: true,
      ...page,
    }),
  );
  const names = (answer.Items ?? []).map((item) => (item['SK'] as string).slice(SK.pendingFile.length));
  return { names, next: answer.LastEvaluatedKey };
}
