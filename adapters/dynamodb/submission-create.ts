import { setTimeout as pause } from 'node:timers/promises';
import { unauthenticated, unavailable } from '../../domain/errors.ts';
import type { Identity } from '../../domain/submission/identity.ts';
import type { Submission } from '../../domain/submission/submission.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { keys, listKeys } from './keys.ts';
import { type TransactItem, transact } from './transaction.ts';

/** How often a lost race for the counters is run again: 200 creations at once each win within a few seconds. */
const ATTEMPTS = 400;
const LONGEST_PAUSE_MS = 250;

export interface NewSubmission {
  submission: Omit<Submission, keyof Identity>;
  /** the webhook that the submitter asked for, kept apart because it holds credentials */
  webhook?: Readonly<Record<string, unknown>>;
  /** when the sweeper shall look whether the submission is being worked on */
  dueAt: string;
}

interface Counts {
  own: number;
  group: number;
  all: number;
}

/**
 * Writes a submission with its place in its submitter's, its group's and the list of all, all in one transaction: the
 * ordinals in each list are dense, whoever else creates at the same time. Two calls, one after another, unless a race
 * is lost; then both again.
 * @param ready what must have happened before the record may exist (its manifest is stored); runs beside the first read
 */
export async function createSubmission(
  table: Table,
  input: NewSubmission,
  newIdentity: () => Identity,
  ready: Promise<unknown> = Promise.resolve(),
): Promise<Submission> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [counts] = await Promise.all([readCounts(table, input.submission), ready]);
    const submission: Submission = { ...newIdentity(), ...input.submission };
    const refused = await transact(table, creation(table, submission, input, counts));
    if (refused === undefined) return submission;
    // a counter has moved on, or (once in 10^10) the id is taken: both go away with a new reading
    await pause(Math.random() * Math.min(LONGEST_PAUSE_MS, 5 * 2 ** attempt));
  }
  throw unavailable('Too many submissions are being made at this moment. Try again.', { retryAfter: 2 });
}

async function readCounts(table: Table, owner: { submitterId: string; groupId: string }): Promise<Counts> {
  const wanted = [
    keys.user(owner.submitterId),
    keys.counter(listKeys.group(owner.groupId)),
    keys.counter(listKeys.all()),
  ];
  const rows = await batchGet(table, wanted);
  const of = (index: number) => rows.find((row) => row['PK'] === wanted[index]?.PK);
  if (of(0)?.['enabled'] !== true)
    throw unauthenticated('This account is disabled. Ask an administrator of your group.');
  return {
    own: (of(0)?.['ownCount'] as number | undefined) ?? 0,
    group: (of(1)?.['n'] as number | undefined) ?? 0,
    all: (of(2)?.['n'] as number | undefined) ?? 0,
  };
}

function creation(table: Table, submission: Submission, input: NewSubmission, counts: Counts): TransactItem[] {
  const { submitterId, groupId, id, siteId } = submission;
  const row = {
    ...keys.submission(id),
    ...submission,
    ownKey: listKeys.own(submitterId),
    ownNo: counts.own + 1,
    groupKey: listKeys.group(groupId),
    groupNo: counts.group + 1,
    allKey: listKeys.all(),
    allNo: counts.all + 1,
    dueKey: listKeys.due(),
    dueAt: input.dueAt,
  };
  const items: TransactItem[] = [
    { Put: { TableName: table.name, Item: row, ConditionExpression: 'attribute_not_exists(PK)' } },
    {
      Put: {
        TableName: table.name,
        Item: { ...keys.ref(siteId), kind: 'submission', id },
        ConditionExpression: 'attribute_not_exists(PK)',
      },
    },
    {
      Update: {
        TableName: table.name,
        Key: keys.user(submitterId),
        UpdateExpression: 'SET ownCount = :next',
        ConditionExpression: 'ownCount = :read AND enabled = :true',
        ExpressionAttributeValues: { ':next': counts.own + 1, ':read': counts.own, ':true': true },
      },
    },
    increment(table, listKeys.group(groupId), counts.group),
    increment(table, listKeys.all(), counts.all),
  ];
  if (input.webhook !== undefined) {
    items.push({ Put: { TableName: table.name, Item: { ...keys.webhook(id), ...input.webhook } } });
  }
  return items;
}

function increment(table: Table, list: string, read: number): TransactItem {
  return {
    Update: {
      TableName: table.name,
      Key: keys.counter(list),
      UpdateExpression: 'SET n = :next',
      ConditionExpression: read === 0 ? 'attribute_not_exists(n)' : 'n = :read',
      ExpressionAttributeValues: { ':next': read + 1, ...(read > 0 && { ':read': read }) },
    },
  };
}
