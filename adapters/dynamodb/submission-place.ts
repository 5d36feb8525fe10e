import { setTimeout as pause } from 'node:timers/promises';
import { unauthenticated, unavailable } from '../../domain/errors.ts';
import type { Submission } from '../../domain/submission/submission.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { keys, listKeys } from './keys.ts';
import { type TransactItem, transactOnce } from './transaction.ts';

/**
 * A race for the counters that is lost is run again after a pause, drawn from a range that grows with the losses: up to
 * so many times what the try took, since a busy table makes tries longer. Where a reading takes 5 ms and a transaction
 * 15, a simulation of 200 creations at once ends after 5 s.
 */
const LONGEST_IN_TRIES = 32;
const LONGEST_PAUSE_MS = 2000;
/** API Gateway gives up after 30 s, and then nobody knows what was made. */
const PATIENCE_MS = 20_000;

type Owner = Pick<Submission, 'submitterId' | 'groupId'>;

/** A submission's place in its submitter's, its group's and the list of all. */
export interface Place {
  ownKey: string;
  ownNo: number;
  groupKey: string;
  groupNo: number;
  allKey: string;
  allNo: number;
}

/**
 * Writes something together with the next place in all three lists, in one transaction: the ordinals are dense,
 * whoever else writes at the same time. Two calls, one after another, unless a race is lost; then both again.
 * @param write what goes into the transaction, made anew for every attempt
 * @param isFinal tells, of the conditions of these items that failed, whether trying again is in vain
 * @param ready what must have happened before the record may exist; runs beside the first read
 * @returns false where `isFinal` said so
 */
export async function writeInLists(
  table: Table,
  owner: Owner,
  write: (place: Place) => TransactItem[],
  isFinal: (failed: readonly boolean[]) => boolean = () => false,
  ready: Promise<unknown> = Promise.resolve(),
): Promise<boolean> {
  const end = Date.now() + PATIENCE_MS;
  for (let lost = 0; Date.now() < end; lost++) {
    const began = Date.now();
    const [place] = await Promise.all([nextPlace(table, owner), ready]);
    const items = write(place);
    const failed = await transactOnce(table, [...items, ...takePlace(table, owner, place)]);
    if (failed === undefined) return true;
    if (failed !== 'conflict' && isFinal(failed.slice(0, items.length))) return false;
    // A counter has moved on, or is about to, or (once in 10^10) the id is taken: all go away with a new reading.
    const range = (Date.now() - began) * Math.min(LONGEST_IN_TRIES, 2 ** (lost + 1));
    await pause(Math.random() * Math.min(LONGEST_PAUSE_MS, range));
  }
  throw unavailable('Too many submissions are being made at this moment. Try again.', { retryAfter: 2 });
}

async function nextPlace(table: Table, owner: Owner): Promise<Place> {
  const [ownKey, groupKey, allKey] = [listKeys.own(owner.submitterId), listKeys.group(owner.groupId), listKeys.all()];
  const wanted = [keys.user(owner.submitterId), keys.counter(groupKey), keys.counter(allKey)];
  const rows = await batchGet(table, wanted);
  const of = (index: number) => rows.find((row) => row['PK'] === wanted[index]?.PK);
  if (of(0)?.['enabled'] !== true)
    throw unauthenticated('This account is disabled. Ask an administrator of your group.');
  const next = (count: unknown) => ((count as number | undefined) ?? 0) + 1;
  return {
    ownKey,
    ownNo: next(of(0)?.['ownCount']),
    groupKey,
    groupNo: next(of(1)?.['n']),
    allKey,
    allNo: next(of(2)?.['n']),
  };
}

function takePlace(table: Table, owner: Owner, place: Place): TransactItem[] {
  return [
    {
      Update: {
        TableName: table.name,
        Key: keys.user(owner.submitterId),
        UpdateExpression: 'SET ownCount = :next',
        ConditionExpression: 'ownCount = :read AND enabled = :true',
        ExpressionAttributeValues: { ':next': place.ownNo, ':read': place.ownNo - 1, ':true': true },
      },
    },
    increment(table, place.groupKey, place.groupNo),
    increment(table, place.allKey, place.allNo),
  ];
}

function increment(table: Table, list: string, next: number): TransactItem {
  return {
    Update: {
      TableName: table.name,
      Key: keys.counter(list),
      UpdateExpression: 'SET n = :next',
      ConditionExpression: next === 1 ? 'attribute_not_exists(n)' : 'n = :read',
      ExpressionAttributeValues: { ':next': next, ...(next > 1 && { ':read': next - 1 }) },
    },
  };
}
