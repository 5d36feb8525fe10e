import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Submission } from '../../../domain/submission/submission.ts';
import { deleteMany } from '../batch-write.ts';
import { type Claim, claimAll } from '../claims.ts';
import type { Table } from '../client.ts';
import { type Key, keys } from '../keys.ts';
import { isGivenUp, openStaging } from '../staging.ts';
import { inTransactions, TransactionTooLarge, transact } from '../transaction.ts';

/** A record that submissions claim, and that can go as long as none has it. */
export interface Deletable extends Key {
  siteId: string;
  claim?: string;
}

const PER_TRANSACTION = 100;
const AT_ONCE = 4;
/** When the sweeper may clear away what a call left behind. */
const STAGING_MS = 120_000;

/**
 * Deletes all of these records, or none; their site ids with them. More than a transaction holds are claimed first, as
 * if for a submission, so that none of them can become part of one meanwhile.
 * @param draft the submission in whose name they are claimed; it never comes into being
 * @returns false where one has gone or was claimed meanwhile, by a submission that counts or is being made
 */
export async function deleteTogether(
  table: Table,
  records: readonly Deletable[],
  draft: () => Submission,
): Promise<boolean> {
  const few = records.length > PER_TRANSACTION ? 'too many' : await deleteFew(table, records);
  const done = few === 'too many' ? await deleteMost(table, records, draft()) : few;
  if (!done) return false;
  // nothing is found by a name whose record has gone, so these need not go in the same moment
  await deleteMany(
    table,
    records.map(({ siteId }) => keys.ref(siteId)),
  );
  return true;
}

async function deleteFew(table: Table, records: readonly Deletable[]): Promise<boolean | 'too many'> {
  const deletions = await Promise.all(records.map((record) => deletionOf(table, record)));
  const possible = deletions.filter((deletion) => deletion !== undefined);
  if (possible.length < records.length) return false;
  try {
    return await deleteAll(table, possible);
  } catch (error) {
    if (error instanceof TransactionTooLarge) return 'too many';
    throw error;
  }
}

async function deleteMost(table: Table, records: readonly Deletable[], draft: Submission): Promise<boolean> {
  const gone = records.map(({ PK, SK }) => ({ PK, SK }));
  await openStaging(table, draft, new Date(Date.parse(draft.createdAt) + STAGING_MS).toISOString());
  try {
    const claims = gone.map((key): Claim => ({ key }));
    if ((await claimAll(table, draft.id, claims)).refused.length > 0) return false;
    const deleted = await inTransactions(gone, AT_ONCE, (some) => deleteClaimed(table, draft.id, some));
    return !deleted.includes(false);
  } finally {
    // a claim of a submission that there is not counts for nothing
    await deleteMany(table, [keys.submission(draft.id)]);
  }
}

/** A submission that was made at the same time may have been given what was claimed here: its records stay. */
async function deleteClaimed(table: Table, id: string, some: readonly Key[]): Promise<boolean> {
  const deletions = some.map(({ PK, SK }) => ({
    Delete: {
      TableName: table.name,
      Key: { PK, SK },
      ConditionExpression: 'claim = :id',
      ExpressionAttributeValues: { ':id': id },
    },
  }));
  return (await transact(table, deletions)) === undefined;
}

interface Deletion {
  TableName: string;
  Key: Record<string, string>;
  ConditionExpression: string;
  ExpressionAttributeValues?: Record<string, string>;
}

/** @returns undefined where a submission has the record, or is about to */
async function deletionOf(table: Table, { PK, SK, claim }: Deletable): Promise<Deletion | undefined> {
  if (claim !== undefined && !(await isGivenUp(table, claim))) return undefined;
  return {
    TableName: table.name,
    Key: { PK, SK },
    ConditionExpression: `attribute_exists(PK) AND ${claim === undefined ? 'attribute_not_exists(claim)' : 'claim = :claim'}`,
    ...(claim !== undefined && { ExpressionAttributeValues: { ':claim': claim } }),
  };
}

/** One record needs no transaction, which costs twice as much. */
async function deleteAll(table: Table, deletions: readonly Deletion[]): Promise<boolean> {
  const [only, ...others] = deletions;
  if (only === undefined) return true;
  if (others.length > 0) {
    const items = deletions.map((Delete) => ({ Delete }));
    return (await transact(table, items)) === undefined;
  }
  try {
    await table.client.send(new DeleteCommand(only));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
