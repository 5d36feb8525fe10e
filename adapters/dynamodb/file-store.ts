import { setTimeout as pause } from 'node:timers/promises';
import { BatchWriteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unavailable } from '../../domain/errors.ts';
import type { FileRecord } from '../../domain/file/file.ts';
import { type Assignments, assignments } from './assignments.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { getItem } from './get-item.ts';
import { type Key, keys, SK } from './keys.ts';
import { checkStart } from './start-key.ts';
import { transact } from './transaction.ts';

export interface FileRow extends Key, FileRecord {}

/** New values of a file's attributes; undefined takes the attribute away. */
export type FileChanges = { [K in keyof FileRecord]?: FileRecord[K] | undefined };

/** DynamoDB's limit on one BatchWriteItem. */
const WRITE_BATCH = 25;
const RETRIES = 8;

/**
 * Writes files that a manifest expects, each with the marker that it has not arrived. Nothing shows before the step
 * that wrote them is recorded, so a half-written set is never seen, and writing it again changes nothing.
 * @param mayWrite asked before each request; throws where files may have been announced meanwhile, which a late write
 *   of another run of the same step would make forget that they have arrived
 */
export async function putExpectedFiles(
  table: Table,
  files: readonly FileRecord[],
  mayWrite: () => Promise<unknown> = async () => {},
): Promise<void> {
  const items = files.flatMap((file) => [
    { ...keys.file(file.submissionId, file.key), ...file },
    { ...keys.pendingFile(file.submissionId, file.key) },
  ]);
  const batches: (typeof items)[] = [];
  for (let i = 0; i < items.length; i += WRITE_BATCH) batches.push(items.slice(i, i + WRITE_BATCH));
  await mayWrite();
  await Promise.all(batches.map((batch) => writeBatch(table, batch, mayWrite)));
}

async function writeBatch(table: Table, items: object[], mayWrite: () => Promise<unknown>): Promise<void> {
  let requests: { PutRequest: { Item: Record<string, unknown> } }[] = items.map((item) => ({
    PutRequest: { Item: item as Record<string, unknown> },
  }));
  for (let attempt = 0; attempt <= RETRIES; attempt++) {
    if (attempt > 0) {
      await pause(Math.random() * 50 * 2 ** attempt);
      await mayWrite();
    }
    const answer = await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: requests } }));
    requests = (answer.UnprocessedItems?.[table.name] ?? []) as typeof requests;
    if (requests.length === 0) return;
  }
  throw unavailable('The table takes no more writes at the moment. Try again.', { retryAfter: 1 });
}

export const getFile = (table: Table, id: string, fileKey: string): Promise<FileRow | undefined> =>
  getItem(table, keys.file(id, fileKey));

/** Reads up to 100 files of a submission by their keys, in one call. */
export async function getFiles(table: Table, id: string, fileKeys: readonly string[]): Promise<Map<string, FileRow>> {
  const wanted = [...new Set(fileKeys)].map((fileKey) => keys.file(id, fileKey));
  const rows = (await batchGet(table, wanted)) as unknown as FileRow[];
  return new Map(rows.map((row) => [row.key, row]));
}

export interface FilePage {
  files: FileRow[];
  /** key of the last file read; absent on the last page */
  next?: string;
}

/** Files in the order of their keys, after `after`, up to and including `until`. */
export async function listFiles(
  table: Table,
  id: string,
  options: { after?: string | undefined; until?: string | undefined; limit?: number } = {},
): Promise<FilePage> {
  const { after, until, limit } = options;
  // U+10FFFF sorts behind every file name
  const bounds = { low: SK.file, high: SK.file + (until ?? '\u{10FFFF}') };
  if (after !== undefined) checkStart(SK.file + after, bounds, after);
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': keys.submission(id).PK,
        ':from': bounds.low,
        ':to': bounds.high,
      },
      ConsistentRead: true,
      ...(after !== undefined && { ExclusiveStartKey: keys.file(id, after) }),
      ...(limit !== undefined && { Limit: limit }),
    }),
  );
  const files = (answer.Items ?? []) as FileRow[];
  const last = answer.LastEvaluatedKey?.['SK'] as string | undefined;
  return last === undefined ? { files } : { files, next: last.slice(SK.file.length) };
}

/** Every file of a submission, page by page, in bounded memory. */
export async function* allFiles(
  table: Table,
  id: string,
  range: { after?: string | undefined; until?: string | undefined } = {},
): AsyncGenerator<FileRow> {
  let after = range.after;
  do {
    const page = await listFiles(table, id, { after, until: range.until });
    yield* page.files;
    after = page.next;
  } while (after !== undefined);
}

/** What an announcement changes, for up to 100 files in one transaction. */
export interface Announcement {
  file: FileRow;
  changes: FileChanges & Required<Pick<FileRecord, 'objectKey'>>;
}

/**
 * Records announcements: all of them or none.
 * @returns the files that had arrived, or were announced by somebody else, or whose submission has started with what
 *   they had, in the meantime; empty when recorded
 */
export async function announceFiles(table: Table, announcements: readonly Announcement[]): Promise<FileRow[]> {
  const updates = announcements.map((announcement) => announcementUpdate(table, announcement));
  const refused = await refusals(table, updates);
  return announcements.filter((_, index) => refused?.[index]).map(({ file }) => file);
}

/** A transaction costs twice the units of its items, also where it has only one. */
async function refusals(table: Table, updates: ReturnType<typeof announcementUpdate>[]) {
  const [only, ...others] = updates;
  if (only !== undefined && others.length === 0) return [!(await holds(table.client.send(new UpdateCommand(only))))];
  return transact(
    table,
    updates.map((Update) => ({ Update })),
  );
}

function announcementUpdate(table: Table, { file, changes }: Announcement) {
  const update = newBytes(table, file, { ...changes, state: 'announced' });
  return {
    ...update,
    ConditionExpression: `#state IN (:expected, :announced, :was_state) AND ${update.ConditionExpression}`,
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ':expected': 'expected',
      ':announced': 'announced',
      ':was_state': file.state,
    },
  };
}

/** Gives a file other bytes: only in the place of those that it had when it was read, and while it may be replaced. */
export function newBytes(table: Table, { PK, SK, objectKey }: FileRow, changes: Announcement['changes']) {
  const set = assignments({ ...changes });
  const unchanged = objectKey === undefined ? 'attribute_not_exists(objectKey)' : 'objectKey = :was';
  return {
    TableName: table.name,
    Key: { PK, SK },
    ...set,
    // an answer that was lost on the way is asked for again: by then the record has the key that it was to get
    ConditionExpression: `attribute_not_exists(#closed) AND (${unchanged} OR objectKey = :objectKey)`,
    ExpressionAttributeNames: { ...set.ExpressionAttributeNames, '#closed': 'closed' },
    ExpressionAttributeValues: {
      ...set.ExpressionAttributeValues,
      ...(objectKey !== undefined && { ':was': objectKey }),
    },
  };
}

/** What a file must still be like. */
export type AsRead = Pick<FileRecord, 'state'> & Partial<Pick<FileRecord, 'objectKey'>>;

/**
 * Changes one file record: whatever it is like, or only while it is as it was read.
 * @returns false where it has changed: somebody else was faster
 */
export async function updateFile(table: Table, file: Key, changes: FileChanges, asRead?: AsRead): Promise<boolean> {
  const set = assignments({ ...changes });
  const Key = { PK: file.PK, SK: file.SK };
  return holds(
    table.client.send(
      new UpdateCommand({ TableName: table.name, Key, ...(asRead === undefined ? set : guarded(set, asRead)) }),
    ),
  );
}

function guarded(set: Assignments, { state, objectKey }: AsRead) {
  const sameObject = objectKey === undefined ? '' : ' AND #oldKey = :oldKey';
  return {
    ...set,
    ConditionExpression: `#oldState = :oldState${sameObject}`,
    ExpressionAttributeNames: {
      ...set.ExpressionAttributeNames,
      '#oldState': 'state',
      ...(objectKey !== undefined && { '#oldKey': 'objectKey' }),
    },
    ExpressionAttributeValues: {
      ...set.ExpressionAttributeValues,
      ':oldState': state,
      ...(objectKey !== undefined && { ':oldKey': objectKey }),
    },
  };
}
