import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { hasEnded, type StagedFile } from '../../../domain/file/staged-file.ts';
import { assignments } from '../assignments.ts';
import { committedAmong } from '../claims.ts';
import type { Table } from '../client.ts';
import { ifHolds } from '../conditional.ts';
import { type Key, keys, listKeys } from '../keys.ts';
import { pendingPlace, readPending } from './pending-list.ts';
import { createNamed, findByReference } from './references.ts';

export interface StagedFileRow extends Key, StagedFile {
  /** while it is not submitted: its place in its owner's list */
  dueKey?: string;
  dueAt?: string;
  /** ISO 8601: since when its submission counts; written a moment later than that does */
  submittedAt?: string;
}

/** Is a file one that was announced by itself, and not one of a submission? */
export const isStaged = (file: Key): file is StagedFileRow => file.PK.startsWith(keys.stagedFile('').PK);

/**
 * Writes the record of a newly announced file; it is in its owner's pending list from then on.
 * @returns false where its site id is taken: draw another
 */
export function createStagedFile(table: Table, file: StagedFile): Promise<boolean> {
  const place = pendingPlace(listKeys.pendingFiles(file.submitterId), file.createdAt);
  return createNamed(table, { ...keys.stagedFile(file.uuid), ...file, ...place });
}

/**
 * Reads files by UUID or site id, consistently; by the reference as given. References that name none are left out, and
 * so are those of files whose time is over.
 */
export async function findStagedFiles(
  table: Table,
  references: readonly string[],
): Promise<Map<string, StagedFileRow>> {
  const found = await findByReference<StagedFileRow>(table, keys.stagedFile, references);
  return new Map([...found].filter(([, file]) => !hasEnded(file, new Date())));
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
  const claimed = files.flatMap(({ claim, submittedAt }) =>
    claim !== undefined && submittedAt === undefined ? claim : [],
  );
  const committed = claimed.length === 0 ? new Set<string>() : await committedAmong(table, claimed);
  const isSubmitted = ({ claim, submittedAt }: StagedFileRow) =>
    submittedAt !== undefined || (claim !== undefined && committed.has(claim));
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
  const { rows, last } = await readPending<StagedFileRow>(table, {
    list: listKeys.pendingFiles(userId),
    limit,
    after: after && { key: keys.stagedFile(after.uuid), createdAt: new Date(after.moment).toISOString() },
  });
  const submitted = await submittedAmong(table, rows);
  const end = rows.at(-1);
  return {
    files: rows.filter((file) => !submitted.has(file.uuid) && !hasEnded(file, new Date())),
    ...(last && end && { next: { moment: Date.parse(end.createdAt), uuid: end.uuid } }),
  };
}
