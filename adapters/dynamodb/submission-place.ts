import { setTimeout as pause } from 'node:timers/promises';
import { unauthenticated, unavailable } from '../../domain/errors.ts';
import type { Submission } from '../../domain/submission/submission.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { type Key, keys, listKeys } from './keys.ts';
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
export function writeInLists(
  table: Table,
  owner: Owner,
  write: (place: Place) => TransactItem[],
  isFinal?: (failed: readonly boolean[]) => boolean,
  ready?: Promise<unknown>,
): Promise<boolean> {
  const first = (places: readonly Place[]) => places.flatMap((place) => write(place));
  return writeAllInLists(table, [owner], first, isFinal, ready);
}

/**
 * The same for several records at once, of one owner or of several: all of them are written, or none.
 * @param write gets a place for each owner, in their order
 */
export async function writeAllInLists(
  table: Table,
  owners: readonly Owner[],
  write: (places: readonly Place[]) => TransactItem[],
  isFinal: (failed: readonly boolean[]) => boolean = () => false,
  ready: Promise<unknown> = Promise.resolve(),
): Promise<boolean> {
  const end = Date.now() + PATIENCE_MS;
  for (let lost = 0; Date.now() < end; lost++) {
    const began = Date.now();
    const [lengths] = await Promise.all([readLengths(table, owners), ready]);
    const items = write(placesOf(owners, lengths));
    const failed = await transactOnce(table, [...items, ...growth(table, owners, lengths)]);
    if (failed === undefined) return true;
    if (failed !== 'conflict' && isFinal(failed.slice(0, items.length))) return false;
    // A counter has moved on, or is about to, or (once in 10^10) the id is taken: all go away with a new reading.
    const range = (Date.now() - began) * Math.min(LONGEST_IN_TRIES, 2 ** (lost + 1));
    await pause(Math.random() * Math.min(LONGEST_PAUSE_MS, range));
  }
  throw unavailable('Too many submissions are being made at this moment. Try again.', { retryAfter: 2 });
}

/** How long each list is, by its key. */
type Lengths = ReadonlyMap<string, number>;

const listsOf = ({ submitterId, groupId }: Owner): [own: string, group: string, all: string] => [
  listKeys.own(submitterId),
  listKeys.group(groupId),
  listKeys.all(),
];

async function readLengths(table: Table, owners: readonly Owner[]): Promise<Lengths> {
  const wanted = new Map<string, Key>();
  for (const owner of owners) {
    const [own, group, all] = listsOf(owner);
    wanted.set(own, keys.user(owner.submitterId)).set(group, keys.counter(group)).set(all, keys.counter(all));
  }
  const rows = await batchGet(table, [...wanted.values()]);
  const lengths = new Map<string, number>();
  for (const [list, key] of wanted) {
    const row = rows.find(({ PK }) => PK === key.PK);
    const isUser = owners.some(({ submitterId }) => listKeys.own(submitterId) === list);
    if (isUser && row?.['enabled'] !== true) {
      throw unauthenticated('This account is disabled. Ask an administrator of your group.');
    }
    lengths.set(list, ((isUser ? row?.['ownCount'] : row?.['n']) as number | undefined) ?? 0);
  }
  return lengths;
}

function placesOf(owners: readonly Owner[], lengths: Lengths): Place[] {
  const next = new Map(lengths);
  const take = (list: string): number => {
    const number = (next.get(list) ?? 0) + 1;
    next.set(list, number);
    return number;
  };
  return owners.map((owner) => {
    const [ownKey, groupKey, allKey] = listsOf(owner);
    return { ownKey, ownNo: take(ownKey), groupKey, groupNo: take(groupKey), allKey, allNo: take(allKey) };
  });
}

/** Every list grows by what is written into it, if it still is as it was read. */
function growth(table: Table, owners: readonly Owner[], lengths: Lengths): TransactItem[] {
  const lists = owners.map(listsOf);
  const users = new Map(owners.map(({ submitterId }) => [listKeys.own(submitterId), submitterId]));
  return [...lengths].map(([list, read]) => {
    const next = read + lists.flat().filter((one) => one === list).length;
    const userId = users.get(list);
    return userId === undefined ? increment(table, list, read, next) : userGrowth(table, userId, read, next);
  });
}

function userGrowth(table: Table, userId: string, read: number, next: number): TransactItem {
  return {
    Update: {
      TableName: table.name,
      Key: keys.user(userId),
      UpdateExpression: 'SET ownCount = :next',
      ConditionExpression: 'ownCount = :read AND enabled = :true',
      ExpressionAttributeValues: { ':next': next, ':read': read, ':true': true },
    },
  };
}

function increment(table: Table, list: string, read: number, next: number): TransactItem {
  return {
    Update: {
      TableName: table.name,
      Key: keys.counter(list),
      UpdateExpression: 'SET n = :next',
      ConditionExpression: read === 0 ? 'attribute_not_exists(n)' : 'n = :read',
      ExpressionAttributeValues: { ':next': next, ...(read > 0 && { ':read': read }) },
    },
  };
}
