import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { hasEnded, type StagedFile } from '../../../domain/file/staged-file.ts';
import { assignments } from '../assignments.ts';
import { committedAmong } from '../claims.ts';
import type { Table } from '../client.ts';
import { ifHolds } from '../conditional.ts';
import { INDEX, type Key, keys, listKeys } from '../keys.ts';
import { readMany } from '../read-many.ts';
import { transact } from '../transaction.ts';
import { uuidsOf } from './references.ts';

export interface StagedFileRow extends Key, StagedFile {
  ownKey?: string;
  ownNo?: number;
  /** of submitted files: their submission's group */
  groupKey?: string;
  groupNo?: number;
  allKey?: string;
  allNo?: number;
}

/** Is a file one that was announced by itself, and not one of a submission? */
export const isStaged = (file: Key): file is StagedFileRow => file.PK.startsWith(keys.stagedFile('').PK);

/**
 * Writes the record of a newly announced file; it is in its owner's pending list from then on.
 * @returns false where its site id is taken: draw another
 */
export async function createStagedFile(table: Table, file: StagedFile): Promise<boolean> {
  const absent = { TableName: table.name, ConditionExpression: 'attribute_not_exists(PK)' };
  const pending = { ownKey: listKeys.pendingFiles(file.submitterId), ownNo: Date.parse(file.createdAt) };
  const failed = await transact(table, [
    { Put: { ...absent, Item: { ...keys.stagedFile(file.uuid), ...file, ...pending } } },
    { Put: { ...absent, Item: { ...keys.ref(file.siteId), kind: 'stagedFile', uuid: file.uuid } } },
  ]);
  return failed === undefined;
}

/**
 * Reads files by UUID or site id, consistently; by the reference as given. References that name none are left out, and
 * so are those of files whose time is over.
 */
export async function findStagedFiles(
  table: Table,
  references: readonly string[],
): Promise<Map<string, StagedFileRow>> {
  const uuids = await uuidsOf(table, 'stagedFile', references);
  const rows = await readMany(table, [...uuids.values()].map(keys.stagedFile));
  const found = new Map<string, StagedFileRow>();
  for (const [reference, uuid] of uuids) {
    const row = rows.get(keys.stagedFile(uuid).PK);
    const file = row as unknown as StagedFileRow | undefined;
    if (file !== undefined && !hasEnded(file, new Date())) found.set(reference, file);
  }
  return found;
}

export const findStagedFile = async (table: Table, reference: string): Promise<StagedFileRow | undefined> =>
  (await findStagedFiles(table, [reference])).get(reference);

type StagedChanges = { [K in keyof StagedFile]?: StagedFile[K] | undefined };

/**
 * Changes a file whose bytes are not final, unless somebody else has changed it since it was read.
 * @returns the file as it stands now; undefined where it is not as it was read, or final
 */
export async function changeStagedFile(
  table: Table,
  file: StagedFileRow,
  changes: StagedChanges,
): Promise<StagedFileRow | undefined> {
  const set = assignments({ ...changes, revision: file.revision + 1 });
  const answer = await ifHolds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.stagedFile(file.uuid),
        ...set,
        ConditionExpression: 'revision = :read AND attribute_not_exists(contentUploaded)',
        ExpressionAttributeValues: { ...set.ExpressionAttributeValues, ':read': file.revision },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return answer?.Attributes as StagedFileRow | undefined;
}

/** Which of these files are part of a submission that counts? A claim that was given up, or is not yet made good, is none. */
export async function submittedAmong(table: Table, files: readonly StagedFileRow[]): Promise<Set<string>> {
  const claimed = files.flatMap(({ claim, groupKey }) => (claim !== undefined && groupKey === undefined ? claim : []));
  const committed = claimed.length === 0 ? new Set<string>() : await committedAmong(table, claimed);
  const isSubmitted = ({ claim, groupKey }: StagedFileRow) =>
    groupKey !== undefined || (claim !== undefined && committed.has(claim));
  return new Set(files.filter(isSubmitted).map(({ uuid }) => uuid));
}

/** Where a file stands in its owner's pending list. */
export interface FilePosition {
  /** milliseconds since 1970 */
  moment: number;
  uuid: string;
}

/** A page of a user's files that are not submitted, the newest first; `next` is where the page after it begins. */
export async function pendingFilesOf(
  table: Table,
  userId: string,
  { after, limit }: { after?: FilePosition; limit: number },
): Promise<{ files: StagedFileRow[]; next?: FilePosition }> {
  const ownKey = listKeys.pendingFiles(userId);
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: INDEX.own,
      KeyConditionExpression: 'ownKey = :own',
      ExpressionAttributeValues: { ':own': ownKey },
      ScanIndexForward: false,
      Limit: limit,
      ...(after && { ExclusiveStartKey: { ...keys.stagedFile(after.uuid), ownKey, ownNo: after.moment } }),
    }),
  );
  const files = (answer.Items ?? []) as StagedFileRow[];
  const submitted = await submittedAmong(table, files);
  const last = answer.LastEvaluatedKey === undefined ? undefined : files.at(-1);
  return {
    files: files.filter((file) => !submitted.has(file.uuid) && !hasEnded(file, new Date())),
    ...(last && { next: { moment: last.ownNo ?? 0, uuid: last.uuid } }),
  };
}
