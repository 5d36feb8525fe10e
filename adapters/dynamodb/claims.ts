import { setTimeout as pause } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unavailable } from '../../domain/errors.ts';
import type { Submission } from '../../domain/submission/submission.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { type Key, keys, listKeys } from './keys.ts';
import { getSubmission } from './submission-store.ts';
import { inTransactions, type TransactItem, transact } from './transaction.ts';

/**
 * A submission of thousands of records does not fit a transaction. It is staged: its row is written as a draft, then
 * every record is claimed for it, then one transaction makes it count. A claim of a draft that was given up, or that
 * its maker left behind, counts for nothing and can be taken over.
 */

/** A request ends after 29 s; a staging submission that is older has nobody who works on it. */
const STAGING_MS = 35_000;
const PER_TRANSACTION = 100;
/** A transaction of 100 takes some 100 ms: 75,000 records are claimed within ten seconds. */
const TRANSACTIONS_AT_ONCE = 8;
/** How long to wait for another submission, before saying that it takes too long. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 50;

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

/**
 * Gives a staging submission up: it can never be committed afterwards. The sweeper clears it away.
 * @returns false where it has been committed, or cleared away
 */
export async function abandon(table: Table, id: string): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.submission(id),
        UpdateExpression: 'SET staging = :abandoned',
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
 * Claims records for a staging submission. Of two that want the same record, the one whose id comes first in the
 * alphabet takes it, unless the other is committed already: so one of them always gets all that it wants, in whatever
 * order they come to their records. The other waits to see what becomes of it.
 * @returns what committed submissions have, and what is not there any more; empty where everything is claimed
 * @throws DomainError `unavailable` where another submission stays undecided
 */
export async function claimAll(table: Table, submissionId: string, claims: readonly Claim[]): Promise<Claim[]> {
  const sorted = claims.toSorted((a, b) => (a.key.PK < b.key.PK ? -1 : 1));
  const patience = Date.now() + PATIENCE_MS;
  const claim = (some: Claim[]) => claimSome(table, submissionId, some, patience);
  return (await inTransactions(sorted, TRANSACTIONS_AT_ONCE, claim)).flat();
}

async function claimSome(table: Table, submissionId: string, claims: Claim[], patience: number): Promise<Claim[]> {
  const takeOver = new Map<Claim, string>();
  for (;;) {
    const failed = await transact(
      table,
      claims.map((claim) => claimItem(table, submissionId, claim, takeOver.get(claim))),
    );
    if (failed === undefined) return [];
    const taken = claims.filter((_, index) => failed[index]);
    const holders = await holdersOf(table, taken);
    const standings = await standingsOf(table, submissionId, new Set(holders.values()));
    const refused = taken.filter((claim) => {
      const holder = holders.get(claim);
      return holder === undefined ? !claim.value : standings.get(holder) === 'committed';
    });
    if (refused.length > 0) return refused;
    for (const [claim, holder] of holders) if (standings.get(holder) === 'given up') takeOver.set(claim, holder);
    if (![...standings.values()].includes('undecided')) continue;
    if (Date.now() > patience) throw undecided();
    await pause(LOOK_AGAIN_MS);
  }
}

const undecided = () =>
  unavailable('Another submission of the same data is being made, or has just been broken off. Try again.', {
    retryAfter: Math.ceil(STAGING_MS / 1000),
  });

type Standing = 'committed' | 'given up' | 'undecided';

/** What the holders of records are; those that must give way to this submission are given up here. */
async function standingsOf(table: Table, submissionId: string, holders: Set<string>): Promise<Map<string, Standing>> {
  const standings = new Map<string, Standing>();
  for (const id of holders) standings.set(id, await standingOf(table, submissionId, id));
  return standings;
}

async function standingOf(table: Table, submissionId: string, holderId: string): Promise<Standing> {
  const holder = await getSubmission(table, holderId);
  if (holder === undefined || holder.staging === 'abandoned') return 'given up';
  if (holder.staging === undefined) return 'committed';
  if (!isLeftBehind(holder) && holderId < submissionId) return 'undecided';
  // the next round tells whether it was faster to commit
  return (await abandon(table, holderId)) ? 'given up' : 'undecided';
}

const isLeftBehind = ({ createdAt }: Submission): boolean => Date.now() - Date.parse(createdAt) > STAGING_MS;

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
  return holder.staging === 'open' && isLeftBehind(holder) && (await abandon(table, id));
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
