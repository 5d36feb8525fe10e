import type { Named } from '../../../domain/metadata/metadataset.ts';
import type { Submission } from '../../../domain/submission/submission.ts';
import { type Claim, claimAll } from '../claims.ts';
import type { Table } from '../client.ts';
import type { Key } from '../keys.ts';
import { isGivenUp, openStaging } from '../staging.ts';
import { type TransactItem, TransactionTooLarge, transact } from '../transaction.ts';
import { beginDeletion, finishDeletion } from './bulk-deletion.ts';
import { clearDraft } from './clear-draft.ts';
import { type Content, putContent } from './content-store.ts';
import { isStaged } from './staged-file-store.ts';

/** A record that submissions claim, and that can go as long as none has it. */
export interface Deletable extends Key, Named {
  claim?: string;
}

const PER_TRANSACTION = 100;
/** When the sweeper goes on with what a call left behind. */
const STAGING_MS = 120_000;

/**
 * Deletes all of these records, or none. More than a transaction holds are claimed first, as if for a submission, so that
 * none of them can become part of one meanwhile; then one write decides that they go, and where deleting is broken off,
 * the sweeper goes on with it.
 * @param draft the submission in whose name they are claimed; it never comes into being
 * @returns false where one has gone or was claimed meanwhile, by a submission that counts or is being made
 */
export async function deleteTogether(
  table: Table,
  records: readonly Deletable[],
  draft: () => Submission,
): Promise<boolean> {
  for (const id of new Set(records.flatMap(({ claim }) => claim ?? []))) await finishDeletion(table, id);
  const few = records.length > PER_TRANSACTION ? 'too many' : await deleteFew(table, records);
  return few === 'too many' ? deleteMost(table, records, draft()) : few;
}

async function deleteFew(table: Table, records: readonly Deletable[]): Promise<boolean | 'too many'> {
  const deletions = await Promise.all(records.map((record) => deletionOf(table, record)));
  const possible = deletions.filter((deletion) => deletion !== undefined);
  if (possible.length < records.length) return false;
  try {
    return (await transact(table, possible)) === undefined;
  } catch (error) {
    if (error instanceof TransactionTooLarge) return 'too many';
    throw error;
  }
}

async function deleteMost(table: Table, records: readonly Deletable[], draft: Submission): Promise<boolean> {
  const { id, createdAt } = draft;
  await openStaging(table, draft, new Date(Date.parse(createdAt) + STAGING_MS).toISOString());
  try {
    await putContent(table, id, contentOf(records));
    const claims = records.map(({ PK, SK }): Claim => ({ key: { PK, SK } }));
    const { refused } = await claimAll(table, id, claims);
    if (refused.length === 0 && (await beginDeletion(table, id))) return await finishDeletion(table, id);
  } catch (error) {
    // what cannot be done here either, the sweeper does
    await clearDraft(table, id).catch(() => {});
    throw error;
  }
  await clearDraft(table, id);
  return false;
}

function contentOf(records: readonly Deletable[]): Content {
  const files = records.filter(isStaged);
  const metadatasets = records.filter((record) => !isStaged(record));
  return {
    files: files.map(({ uuid, siteId }) => ({ uuid, siteId })),
    metadatasets: metadatasets.map(({ uuid, siteId }) => ({ uuid, siteId, fileIds: {} })),
    values: [],
  };
}

/** @returns undefined where a submission has the record, or is about to */
async function deletionOf(table: Table, { PK, SK, claim }: Deletable): Promise<TransactItem | undefined> {
  if (claim !== undefined && !(await isGivenUp(table, claim))) return undefined;
  const deletion = {
    TableName: table.name,
    Key: { PK, SK },
    ConditionExpression: `attribute_exists(PK) AND ${claim === undefined ? 'attribute_not_exists(claim)' : 'claim = :claim'}`,
    ...(claim !== undefined && { ExpressionAttributeValues: { ':claim': claim } }),
  };
  return { Delete: deletion };
}
