import type { FileRecord } from '../../../domain/file/file.ts';
import type { Named } from '../../../domain/metadata/metadataset.ts';
import type { Table } from '../client.ts';
import { inTurn, pieces } from '../in-turn.ts';
import { areFew, writeIndependently } from '../independent-writes.ts';
import { keys } from '../keys.ts';
import type { SubmissionRow } from '../submission-store.ts';
import { type TransactItem, transact } from '../transaction.ts';
import type { StagedFileRow } from './staged-file-store.ts';

/** Two items each. */
const PER_TRANSACTION = 50;
const AT_ONCE = 4;

type Owner = Pick<SubmissionRow, 'id' | 'groupId' | 'createdAt' | 'committedAt'>;

/**
 * Shows the files of a submission that counts: they get the row that the steps work on, and leave their owner's pending
 * ones, each of them once, whoever else is at it.
 * @param files as they were when nothing showed them
 * @returns false where one of them is shown by now, or is not this submission's: read again
 */
export async function publishFiles(table: Table, submission: Owner, files: readonly StagedFileRow[]): Promise<boolean> {
  const failed = await inTurn(pieces(files, PER_TRANSACTION), AT_ONCE, async (some) => {
    const parts = some.map((file) => part(table, submission, file));
    const publications = some.map((file) => publication(table, submission, file));
    if (!areFew(some)) return transact(table, [...publications, ...parts]);
    // the row first: what is shown has one. Who is broken off in between has shown nothing, and finds the row later
    await writeIndependently(table, parts.map(ifAbsent));
    return writeIndependently(table, publications);
  });
  return failed.every((one) => one === undefined);
}

const part = (table: Table, submission: Owner, file: StagedFileRow) => ({
  Put: {
    TableName: table.name,
    Item: { ...keys.file(submission.id, file.name), ...partOf(submission, file) },
  },
});

/** The steps may have changed it. */
const ifAbsent = ({ Put }: ReturnType<typeof part>): TransactItem => ({
  Put: { ...Put, ConditionExpression: 'attribute_not_exists(PK)' },
});

function publication(table: Table, submission: Owner, file: StagedFileRow): TransactItem {
  const { id, groupId, createdAt, committedAt = createdAt } = submission;
  return {
    Update: {
      TableName: table.name,
      Key: { ...keys.stagedFile(file.uuid) },
      UpdateExpression: 'SET groupId = :group, submittedAt = :at REMOVE dueKey, dueAt, #ttl',
      ConditionExpression: 'claim = :id AND attribute_not_exists(submittedAt)',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':id': id, ':group': groupId, ':at': committedAt },
    },
  };
}

/** A file as the steps work on it: it has arrived, and its bytes are those that were confirmed. */
function partOf(submission: Owner, file: StagedFileRow): FileRecord & Named {
  const { uuid, siteId, name, submitterId, checksum, objectKey, versionId, size, proved } = file;
  return {
    submissionId: submission.id,
    submitterId,
    groupId: submission.groupId,
    key: name,
    name,
    state: 'arrived',
    uuid,
    siteId,
    ...(checksum && { checksum }),
    ...(objectKey !== undefined && { objectKey }),
    ...(versionId !== undefined && { versionId }),
    ...(size !== undefined && { size }),
    ...(proved && { proved }),
  };
}
