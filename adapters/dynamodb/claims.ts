import { setTimeout as pause } from 'node:timers/promises';
import { unavailable } from '../../domain/errors.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { inTurn, pieces } from './in-turn.ts';
import { writeIndependently } from './independent-writes.ts';
import type { Key } from './keys.ts';
import { abandon, isLeftBehind, STAGING_MS } from './staging.ts';
import { getSubmission, getSubmissions } from './submission-store.ts';
import { inTransactions, type TransactItem } from './transaction.ts';
import { untilLate } from './until-late.ts';

const PER_TRANSACTION = 100;
/** A transaction of 100 takes some 100 ms: 75,000 records are claimed within ten seconds, if the table takes so many. */
const TRANSACTIONS_AT_ONCE = 8;
const READS_AT_ONCE = 16;
/** How long to wait for another submission, before saying that it takes too long. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 50;

/** A record that at most one submission can have: a row that exists, or a value that is claimed by writing its row. */
export interface Claim {
  key: Key;
  /** of a value: written by the claim, in place of being there already */
  value?: true;
}

/** What became of claiming. */
export interface Claimed {
  /** what committed submissions have, and what is not there any more */
  refused: Claim[];
  /** there was no time for all of them: the next call begins with this one */
  next?: number;
}

/** How to claim. */
export interface Claiming {
  /** `next` of an earlier call for the same claims: those before it are made already */
  from?: number;
  /** when to begin nothing more, and until when to wait for capacity; every call claims something */
  isLate?: (() => boolean) | undefined;
}

/**
 * Claims records for a staging submission. Of two that want the same record, the one whose id comes first in the
 * alphabet takes it, unless the other is committed already: so one of them always gets all that it wants, in whatever
 * order they come to their records. The other waits to see what becomes of it.
 * @throws DomainError `unavailable` where another submission stays undecided
 */
export async function claimAll(
  table: Table,
  submissionId: string,
  claims: readonly Claim[],
  { from = 0, isLate }: Claiming = {},
): Promise<Claimed> {
  let begun = 0;
  const claim = async (some: Claim[]) => {
    if (begun > 0 && isLate?.() === true) return 'late';
    begun += 1;
    return claimSome(table, submissionId, some, isLate);
  };
  const rest = pieces(inOrder(claims).slice(from), PER_TRANSACTION);
  const results = await inTurn(rest, TRANSACTIONS_AT_ONCE, (some) => inTransactions(some, 1, claim));
  const refused = results.flat().flatMap((result) => (result === 'late' ? [] : result));
  const firstLate = results.findIndex((result) => result.includes('late'));
  return { refused, ...(firstLate >= 0 && { next: from + firstLate * PER_TRANSACTION }) };
}

/** The same order for everybody, so that those who want the same meet early. */
const inOrder = (claims: readonly Claim[]): Claim[] =>
  claims.toSorted((left, right) => (randomPart(left) < randomPart(right) ? -1 : 1));

const randomPart = ({ key: { PK } }: Claim): string => PK.slice(PK.lastIndexOf('#') + 1);

async function claimSome(
  table: Table,
  submissionId: string,
  claims: Claim[],
  isLate: (() => boolean) | undefined,
): Promise<Claim[] | 'late'> {
  const patience = Date.now() + PATIENCE_MS;
  const takeOver = new Map<Claim, string>();
  for (;;) {
    const items = claims.map((claim) => claimItem(table, submissionId, claim, takeOver.get(claim)));
    const failed = await untilLate(isLate, () => writeIndependently(table, items));
    if (failed === undefined) return [];
    if (failed === 'late') return 'late';
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
    if (isLate?.() === true) return 'late';
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
    ['claim'],
  );
  const holderOf = new Map(rows.map(({ PK, claim }) => [PK, claim]));
  return new Map(
    claims.flatMap((claim) => {
      const holder = holderOf.get(claim.key.PK);
      return typeof holder === 'string' ? [[claim, holder] as const] : [];
    }),
  );
}

/** Those that are not this submission's. */
export async function notClaimed(table: Table, id: string, claims: readonly Claim[]): Promise<Claim[]> {
  const found = await inTurn(pieces(claims, PER_TRANSACTION), READS_AT_ONCE, async (some) => {
    const holders = await holdersOf(table, some);
    return some.filter((claim) => holders.get(claim) !== id);
  });
  return found.flat();
}

/** Which of these submissions count? Those that exist and are no longer staging: what others claim is still pending. */
export async function committedAmong(table: Table, ids: readonly string[]): Promise<Set<string>> {
  const found = await getSubmissions(table, ids);
  return new Set(found.filter(({ staging }) => staging === undefined).map(({ id }) => id));
}
