import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expectedInputs } from '../../../domain/gateway/input.ts';
import type { Snapshot } from '../../../domain/gateway/specification.ts';
import { STEPS, type Submission } from '../../../domain/submission/submission.ts';
import { recordOf } from '../account-rows.ts';
import { assignments } from '../assignments.ts';
import type { Table } from '../client.ts';
import { holds } from '../conditional.ts';
import { type Announcement, type FileRow, getFile, listFiles, newBytes } from '../file-store.ts';
import { getItem } from '../get-item.ts';
import { idTaken, putNew } from '../group-store.ts';
import { type GuardedWrite, writeAll } from '../guarded-writes.ts';
import { type Key, keys, listKeys } from '../keys.ts';
import { commitSubmission } from '../submission-create.ts';
import { getSubmission } from '../submission-store.ts';
import { type TransactItem, transact } from '../transaction.ts';
import { putRow } from './versioned-records.ts';

/** What a draft of this door knows from the beginning. */
export interface Draft extends Submission {
  assignmentKey: string;
  specificationKey: string;
}

/**
 * Writes a submission that takes inputs: with what its specification says now, a record for each input, and its place
 * among the submissions to its assignment. It is in no history before it is started.
 * @param dueAt ISO 8601: until when it must be started
 * @param also what is written in the same transaction
 * @returns the records of its inputs
 */
export async function createDraft(
  table: Table,
  draft: Draft,
  snapshot: Snapshot,
  dueAt: string,
  also: readonly GuardedWrite[] = [],
): Promise<FileRow[]> {
  const { id, siteId, createdAt, submitterId, groupId } = draft;
  const place = { ownKey: listKeys.drafts(submitterId), ownNo: Date.now() };
  const row = { ...keys.submission(id), ...draft, ...place, staging: 'inputs', dueKey: listKeys.due(), dueAt };
  const pointer = { id, submitterId, groupId };
  const owner = { submissionId: id, submitterId, groupId };
  const inputs = expectedInputs(snapshot, owner).map((file) => ({ ...keys.file(id, file.key), ...file }));
  const writes = [
    putNew(table, row, idTaken),
    putNew(table, { ...keys.ref(siteId), kind: 'submission', id }, idTaken),
    putRow(table, { ...keys.snapshot(id), ...snapshot }),
    ...inputs.map((input) => putRow(table, input)),
    putRow(table, { ...keys.submissionOfAssignment(draft.assignmentKey, createdAt, id), ...pointer }),
    putRow(table, { ...keys.submissionOfSpecification(draft.specificationKey, createdAt, id), ...pointer }),
    ...also,
  ];
  try {
    await writeAll(table, writes);
  } catch (error) {
    // an answer that was lost on the way looks like a refusal when it is asked for again: the record knows
    if ((await getSubmission(table, id))?.uuid !== draft.uuid) throw error;
  }
  return inputs;
}

/** The specification that a submission was made for, as it was then. */
export async function getSnapshot(table: Table, id: string): Promise<Snapshot | undefined> {
  const row = await getItem<Snapshot & Key>(table, keys.snapshot(id), { consistent: false });
  return row && recordOf(row);
}

/** The inputs of a submission, in the order of its specification: fifty at most, in one call. */
export async function listInputs(table: Table, id: string): Promise<FileRow[]> {
  const { files } = await listFiles(table, id);
  return files.toSorted((a, b) => (a.input?.number ?? 0) - (b.input?.number ?? 0));
}

/** The file of this name: of most submissions names are keys, inputs have keys of their own. */
export const fileNamed = async (table: Table, { id, door }: Pick<Submission, 'id' | 'door'>, name: string) =>
  door === 'gateway' ? (await listInputs(table, id)).find((file) => file.name === name) : getFile(table, id, name);

/**
 * How a submission that was never started ends: at its first step, like one that fails there. It stays in the sweeper's
 * list until its end has been told. Its files expire where they were uploaded to.
 */
export async function endDraft(
  table: Table,
  id: string,
  { state, message, now }: { state: 'cancelled' | 'failed'; message: string; now: string },
): Promise<boolean> {
  const failed = await transact(table, [
    {
      Update: {
        TableName: table.name,
        Key: keys.submission(id),
        UpdateExpression:
          'SET #state = :state, errorMessage = :message, updatedAt = :now, dueAt = :now, #steps.#step = :outcome REMOVE staging, ownKey, ownNo',
        ConditionExpression: 'staging = :inputs',
        ExpressionAttributeNames: { '#state': 'state', '#steps': 'steps', '#step': STEPS[0] },
        ExpressionAttributeValues: {
          ':state': state,
          ':message': message,
          ':now': now,
          ':outcome': { success: false, date: now, msg: message },
          ':inputs': 'inputs',
        },
      },
    },
  ]);
  return failed === undefined;
}

/**
 * Records the bytes of an input, in the place of those that it had when it was read. One write: whether it may be
 * replaced stands in the file itself, where the start writes it. Who is overtaken by other bytes has come before them: so
 * a request that nobody waits for any more cannot take the place of what was sent after it.
 * @returns false where the submission has started: with other bytes, or without this input
 */
export async function recordInput(table: Table, file: FileRow, changes: Announcement['changes']): Promise<boolean> {
  for (let was: FileRow | undefined = file; was !== undefined && was.closed === undefined; ) {
    if (await holds(table.client.send(new UpdateCommand(inputUpdate(table, was, changes))))) return true;
    was = await getFile(table, file.submissionId, file.key);
    if (was?.objectKey === changes.objectKey) return true;
    if (was?.objectKey !== undefined && was.closed === undefined) return true;
  }
  return false;
}

function inputUpdate(table: Table, file: FileRow, changes: Announcement['changes']) {
  const update = newBytes(table, file, changes);
  return { ...update, ConditionExpression: `attribute_exists(PK) AND ${update.ConditionExpression}` };
}

/**
 * Starts a submission with exactly these inputs: from that moment on it is in its lists and takes no others.
 * @param inputs as they were read and found complete; the records of optional ones that did not come go
 * @param typeOf the type that the file of an input is taken for, going by its name
 * @returns false where an input has changed since, or the submission takes none any more
 */
export function startDraft(
  table: Table,
  draft: Submission,
  inputs: readonly FileRow[],
  typeOf: (file: FileRow) => string | undefined,
  dueAt: string,
): Promise<boolean> {
  const asRead = inputs.map((file) =>
    file.state === 'expected' ? gone(table, file) : closedAsRead(table, file, typeOf(file)),
  );
  return commitSubmission(table, draft, dueAt, asRead, 'inputs');
}

const gone = (table: Table, { PK, SK }: Key): TransactItem => ({
  Delete: {
    TableName: table.name,
    Key: { PK, SK },
    ConditionExpression: '#state = :expected',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':expected': 'expected' },
  },
});

function closedAsRead(table: Table, { PK, SK, versionId }: FileRow, type: string | undefined): TransactItem {
  const set = assignments({ closed: true, type });
  return {
    Update: {
      TableName: table.name,
      Key: { PK, SK },
      ...set,
      ConditionExpression: 'versionId = :version AND #state = :arrived',
      ExpressionAttributeNames: { ...set.ExpressionAttributeNames, '#state': 'state' },
      ExpressionAttributeValues: {
        ...set.ExpressionAttributeValues,
        ':version': versionId ?? '',
        ':arrived': 'arrived',
      },
    },
  };
}
