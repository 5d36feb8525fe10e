import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Scope } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import type { Table } from './client.ts';
import { getItem } from './get-item.ts';
import { INDEX, keys, listKeys } from './keys.ts';
import { readAll } from './read-pages.ts';
import type { SubmissionRow } from './submission-store.ts';

/** One list of submissions with dense ordinals: 1 is the oldest, the list's length the newest. */
export interface SubmissionList {
  index: (typeof INDEX)['own' | 'group' | 'all'];
  key: string;
}

export const ownList = (userId: string): SubmissionList => ({ index: INDEX.own, key: listKeys.own(userId) });
/** Submissions to assignments that are not started; their ordinals are times. */
export const draftsOf = (userId: string): SubmissionList => ({ index: INDEX.own, key: listKeys.drafts(userId) });
export const groupList = (groupId: string): SubmissionList => ({ index: INDEX.group, key: listKeys.group(groupId) });
export const allList = (): SubmissionList => ({ index: INDEX.all, key: listKeys.all() });

/** Whose submissions somebody asks for: their own, their group's, or all of the site. */
export function listOf(scope: Scope, { userId, groupId }: Pick<Principal, 'userId' | 'groupId'>): SubmissionList {
  if (scope === 'all') return allList();
  return scope === 'group' ? groupList(groupId) : ownList(userId);
}

/** Length of a group's list or of the list of all. (A user's own stands in the profile that authentication reads.) */
export async function listLength(table: Table, list: SubmissionList): Promise<number> {
  const counter = await getItem<{ n: number }>(table, keys.counter(list.key));
  return counter?.n ?? 0;
}

/** The newest submissions of a list, for which its length need not be known. */
export async function newestOf(table: Table, list: SubmissionList, limit: number): Promise<SubmissionRow[]> {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: list.index,
      KeyConditionExpression: '#key = :key',
      ExpressionAttributeNames: { '#key': `${list.index}Key` },
      ExpressionAttributeValues: { ':key': list.key },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return (answer.Items ?? []) as SubmissionRow[];
}

/** How to read the submissions with ordinals `from` to `to` (both included), newest first. */
export const rangeOf = (list: SubmissionList, from: number, to: number) => ({
  IndexName: list.index,
  KeyConditionExpression: '#key = :key AND #no BETWEEN :from AND :to',
  ExpressionAttributeNames: { '#key': `${list.index}Key`, '#no': `${list.index}No` },
  ExpressionAttributeValues: { ':key': list.key, ':from': from, ':to': to },
  ScanIndexForward: false,
});

/** The submissions of a range, newest first: one key range, so page 1 and page 10,000 cost the same. */
export async function listRange(
  table: Table,
  list: SubmissionList,
  from: number,
  to: number,
): Promise<SubmissionRow[]> {
  return (await readAll(table, rangeOf(list, from, to))) as unknown as SubmissionRow[];
}
