import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Submission } from '../../domain/submission/submission.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { type Key, keys, listKeys } from './keys.ts';
import { getSubmission } from './submission-store.ts';
import { type TransactItem, transact } from './transaction.ts';

/**
 * A submission of thousands of records does not fit a transaction. It is staged: its row is written as a draft, then
 * every record is claimed for it, then one transaction makes it count. A claim of a draft that was given up, or that
 * its maker left behind, counts for nothing and can be taken over.
 */

/** A request ends after 30 s; a staging submission that is older has nobody who works on it. */
const STAGING_SECONDS = 60;
const PER_TRANSACTION = 100;
const ROUNDS = 5;

/** A record that at most one submission can have: a row that exists, or a value that is claimed by writing its row. */
export interface Claim {
  key: Key;
  /** of a value: written by the claim, in place of being there already */
  value?: true;
}

/** Writes the draft that claims are made for. It is in no list; the sweeper clears it away if it is left behind. */
export async function openStaging(table: Table, submission: Submission, dueAt: string): Promise<void> {
  await table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: {
        ...keys.submission(submission.id),
        ...submission,
        state: 'draft',
        staging: 'open',
        dueKey: listKeys.due(),
        dueAt,
      },
      ConditionExpression: 'attribute_not_exists(PK)',
    }),
  );
}

/** Gives a staging submission up: it can never be committed afterwards. @returns false where it has been committed */
export async function abandon(table: Table, id: string): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.submission(id),
        UpdateExpression: 'SET staging = :abandoned REMOVE dueKey, dueAt',
        ConditionExpression: 'attribute_exists(staging)',
        ExpressionAttributeValues: { ':abandoned': 'abandoned' },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * Claims records for a staging submission, in the order of their keys: of two submissions that want the same records,
 * the one that comes first to the first of them gets all, and neither waits for the other.
 * @returns what another submission has; empty where everything is claimed
 */
export async function claimAll(table: Table, submissionId: string, claims: readonly Claim[]): Promise<Claim[]> {
  const sorted = claims.toSorted((a, b) => (a.key.PK < b.key.PK ? -1 : 1));
  for (let i = 0; i < sorted.length; i += PER_TRANSACTION) {
    const refused = await claimSome(table, submissionId, sorted.slice(i, i + PER_TRANSACTION));
    if (refused.length > 0) return refused;
  }
  return [];
}

async function claimSome(table: Table, submissionId: string, claims: readonly Claim[]): Promise<Claim[]> {
  const takeOver = new Map<Claim, string>();
  for (let round = 0; round < ROUNDS; round++) {
    const failed = await transact(
      table,
      claims.map((claim) => claimItem(table, submissionId, claim, takeOver.get(claim))),
    );
    if (failed === undefined) return [];
    const taken = claims.filter((_, index) => failed[index]);
    const holders = await holdersOf(table, taken);
    const refused: Claim[] = [];
    for (const claim of taken) {
      const holder = holders.get(claim);
      if (holder !== undefined && (await isGivenUp(table, holder))) takeOver.set(claim, holder);
      else if (holder !== undefined || !claim.value) refused.push(claim);
    }
    if (refused.length > 0) return refused;
  }
  return [...claims];
}

function claimItem(table: Table, submissionId: string, claim: Claim, from: string | undefined): TransactItem {
  const values = { ':id': submissionId, ...(from !== undefined && { ':from': from }) };
  const free = `attribute_not_exists(claim) OR claim = :id${from === undefined ? '' : ' OR claim = :from'}`;
  return {
    Update: {
      TableName: table.name,
      Key: { ...claim.key },
      UpdateExpression: 'SET claim = :id',
      ConditionExpression: claim.value ? free : `attribute_exists(PK) AND (${free})`,
      ExpressionAttributeValues: values,
    },
  };
}

/** Who holds each record now; a record without a holder has gone, or was let go in the meantime. */
async function holdersOf(table: Table, claims: readonly Claim[]): Promise<Map<Claim, string>> {
  const rows = await batchGet(
    table,
    claims.map(({ key }) => key),
  );
  const holders = new Map<Claim, string>();
  for (const claim of claims) {
    const row = rows.find(({ PK, SK }) => PK === claim.key.PK && SK === claim.key.SK);
    if (typeof row?.['claim'] === 'string') holders.set(claim, row['claim']);
  }
  return holders;
}

/** Is a holder nobody's any more? One whose maker left it behind is given up here, so that it never commits. */
export async function isGivenUp(table: Table, id: string): Promise<boolean> {
  const holder = await getSubmission(table, id);
  if (holder === undefined || holder.staging === 'abandoned') return true;
  if (holder.staging === undefined) return false;
  const age = Date.now() - Date.parse(holder.createdAt);
  return age > STAGING_SECONDS * 1000 && (await abandon(table, id));
}

/** Which of these submissions count? Those that exist and are no longer staging: what others claim is still pending. */
export async function committedAmong(table: Table, ids: readonly string[]): Promise<Set<string>> {
  const unique = [...new Set(ids)];
  const committed = new Set<string>();
  for (let i = 0; i < unique.length; i += PER_TRANSACTION) {
    const rows = await batchGet(table, unique.slice(i, i + PER_TRANSACTION).map(keys.submission));
    for (const row of rows) if (row['staging'] === undefined) committed.add(String(row['id']));
  }
  return committed;
}
