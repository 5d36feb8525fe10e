import type { LinkedFiles, Metadataset, Named } from '../../../domain/metadata/metadataset.ts';
import type { Table } from '../client.ts';
import { writeIndependently } from '../independent-writes.ts';
import { type Key, keys, listKeys } from '../keys.ts';
import { inTransactions, type TransactItem } from '../transaction.ts';
import { pendingPlace } from './pending-list.ts';
import { createNamed, findByReference } from './references.ts';

/** A metadataset as stored, with its place in the lists: its maker's while pending, then its group's and the site's. */
export interface MetadatasetRow extends Key, Metadataset {
  dueKey?: string;
  dueAt?: string;
  groupKey?: string;
  groupNo?: number;
  allKey?: string;
  allNo?: number;
}

/** By UUID or site id, whatever their state; by the reference as it was given. Unknown ones are left out. */
export const findMetadatasets = (table: Table, references: readonly string[]): Promise<Map<string, MetadatasetRow>> =>
  findByReference<MetadatasetRow>(table, keys.metadataset, references);

/** @returns false where the site id is taken: draw another */
export function createMetadataset(table: Table, set: Metadataset): Promise<boolean> {
  const place = pendingPlace(listKeys.pendingMetadatasets(set.submitterId), set.createdAt);
  return createNamed(table, { ...keys.metadataset(set.uuid), ...set, ...place });
}

/** A submission as its metadatasets repeat it. */
export interface SubmissionOfSets extends Named {
  id: string;
  groupId: string;
  /** ISO 8601 */
  createdAt: string;
}

/** What one metadataset becomes part of its submission with. */
export interface Published {
  uuid: string;
  fileIds: LinkedFiles;
}

const AT_ONCE = 4;

/**
 * Shows the metadatasets of a submission that counts: they leave their maker's pending ones and enter the lists of
 * the group and the site. Repeatable; only these attributes are written, so that nothing that a service or a
 * correction wrote meanwhile is lost, which a put of the whole row could not promise.
 */
export async function publishMetadatasets(
  table: Table,
  submission: SubmissionOfSets,
  sets: readonly Published[],
): Promise<void> {
  await inTransactions(sets, AT_ONCE, async (some) => {
    const failed = await writeIndependently(
      table,
      some.map((set) => publication(table, submission, set)),
    );
    if (failed !== undefined) throw new Error(`Submission ${submission.id} does not have all that it was made of.`);
  });
}

function publication(table: Table, submission: SubmissionOfSets, { uuid, fileIds }: Published): TransactItem {
  const set = { ...submittedPlace(submission, submission.createdAt), fileIds };
  const names = Object.keys(set) as (keyof typeof set)[];
  return {
    Update: {
      TableName: table.name,
      Key: { ...keys.metadataset(uuid) },
      UpdateExpression: `SET ${names.map((name) => `${name} = :${name}`).join(', ')} REMOVE dueKey, dueAt`,
      ConditionExpression: 'claim = :id',
      ExpressionAttributeValues: {
        ...Object.fromEntries(names.map((name) => [`:${name}`, set[name]])),
        ':id': submission.id,
      },
    },
  };
}

/** Where a submitted metadataset stands: in the lists by the moment, in milliseconds. */
export function submittedPlace(submission: SubmissionOfSets, submittedAt: string) {
  const moment = Date.parse(submittedAt);
  return {
    submission: { uuid: submission.uuid, siteId: submission.siteId },
    groupId: submission.groupId,
    submittedAt,
    groupKey: listKeys.groupMetadatasets(submission.groupId),
    groupNo: moment,
    allKey: listKeys.allMetadatasets(),
    allNo: moment,
  };
}
