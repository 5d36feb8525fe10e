import type { Metadataset } from '../../../domain/metadata/metadataset.ts';
import type { Table } from '../client.ts';
import { keys } from '../keys.ts';
import { readMany } from '../read-many.ts';
import { isGivenUp } from '../staging.ts';
import { getSubmission, type SubmissionRow } from '../submission-store.ts';
import { type TransactItem, transact } from '../transaction.ts';
import { groupSets, readList } from './metadataset-lists.ts';
import { type MetadatasetRow, submittedPlace } from './metadataset-store.ts';
import { putNamed } from './references.ts';
import { uniqueKey } from './unique-values.ts';

/** A value that must be unique in the site and that the correction changes; empty texts are none. */
export interface ChangedValue {
  metadatumUuid: string;
  was: string;
  is: string;
}

/** What the guard of a value says, and what the correction does about it. */
export interface Guard extends ChangedValue {
  wasHeld: boolean;
  isHolder: string | undefined;
}

/** Reads who has the values that a correction gives up and takes. One call where there are any. */
export async function readGuards(
  table: Table,
  submissionId: string,
  changed: readonly ChangedValue[],
): Promise<Guard[]> {
  const wanted = changed.flatMap(({ metadatumUuid, was, is }) =>
    [was, is].filter((value) => value !== '').map((value) => uniqueKey(metadatumUuid, value)),
  );
  const rows = await readMany(table, wanted);
  const holder = (metadatumUuid: string, value: string) =>
    rows.get(uniqueKey(metadatumUuid, value).PK)?.['claim'] as string | undefined;
  return changed.map((value) => ({
    ...value,
    wasHeld: holder(value.metadatumUuid, value.was) === submissionId,
    isHolder: holder(value.metadatumUuid, value.is),
  }));
}

/** Is the new value somebody's? A holder that was given up has none. */
export const isTaken = async (table: Table, { is, isHolder }: Guard): Promise<boolean> =>
  is !== '' && isHolder !== undefined && !(await isGivenUp(table, isHolder));

/**
 * Writes a correction beside what it supersedes, in the same submission, and moves the guards of its unique values, all
 * in one transaction.
 * @param at ISO 8601
 * @returns false where the site id was taken, or something else has changed since it was read
 */
export async function writeCorrection(
  table: Table,
  before: MetadatasetRow & Required<Pick<MetadatasetRow, 'claim' | 'submission' | 'groupId'>>,
  correction: Metadataset,
  guards: readonly Guard[],
  submission: SubmissionRow | undefined,
): Promise<boolean> {
  const { claim: id, groupId } = before;
  const at = correction.createdAt;
  const place = submittedPlace({ ...before.submission, id, groupId, createdAt: at }, at);
  const items = [
    putNamed(table, { ...keys.metadataset(correction.uuid), ...correction, ...place }),
    supersede(table, before, correction),
    ...guards.flatMap((guard) => moveGuard(table, id, guard)),
    ...(submission === undefined ? [] : [countCorrection(table, submission)]),
  ];
  return (await transact(table, items)) === undefined;
}

const supersede = (table: Table, before: MetadatasetRow, { uuid, siteId }: Metadataset): TransactItem => ({
  Update: {
    TableName: table.name,
    Key: keys.metadataset(before.uuid),
    UpdateExpression: 'SET supersededBy = :new',
    ConditionExpression: 'claim = :claim AND attribute_exists(submission) AND attribute_not_exists(supersededBy)',
    ExpressionAttributeValues: { ':new': { uuid, siteId }, ':claim': before.claim },
  },
});

/** The writes that let the old value go and take the new one. */
export function moveGuard(
  table: Table,
  id: string,
  { metadatumUuid, was, is, wasHeld, isHolder }: Guard,
): TransactItem[] {
  const free = isHolder === undefined ? 'attribute_not_exists(claim)' : 'claim = :holder';
  const take = {
    Update: {
      TableName: table.name,
      Key: uniqueKey(metadatumUuid, is),
      UpdateExpression: 'SET claim = :id',
      ConditionExpression: free,
      ExpressionAttributeValues: { ':id': id, ...(isHolder !== undefined && { ':holder': isHolder }) },
    },
  };
  const release = {
    Delete: {
      TableName: table.name,
      Key: uniqueKey(metadatumUuid, was),
      ConditionExpression: 'claim = :id',
      ExpressionAttributeValues: { ':id': id },
    },
  };
  return [...(is === '' ? [] : [take]), ...(wasHeld && was !== '' ? [release] : [])];
}

/** Of two corrections that looked at the same metadatasets of their submission at the same time, one is written. */
const countCorrection = (
  table: Table,
  { id, corrections }: SubmissionRow & { corrections?: number },
): TransactItem => ({
  Update: {
    TableName: table.name,
    Key: keys.submission(id),
    UpdateExpression: 'SET corrections = :next',
    ConditionExpression: corrections === undefined ? 'attribute_not_exists(corrections)' : 'corrections = :read',
    ExpressionAttributeValues: {
      ':next': (corrections ?? 0) + 1,
      ...(corrections !== undefined && { ':read': corrections }),
    },
  },
});

/** The submission of a metadataset with all of its metadatasets that were not superseded. */
export async function readSubmissionSets(
  table: Table,
  { claim = '', groupId = '' }: MetadatasetRow,
): Promise<{ submission: SubmissionRow; sets: MetadatasetRow[] }> {
  const submission = await getSubmission(table, claim);
  if (submission === undefined) throw new Error(`Submission ${claim} has metadatasets but no record.`);
  const sets: MetadatasetRow[] = [];
  const query = { list: groupSets(groupId), from: Date.parse(submission.createdAt), current: true };
  for await (const rows of readList(table, query)) sets.push(...rows.filter((row) => row.claim === claim));
  return { submission, sets };
}
