import type { Principal } from '../../../domain/account/principal.ts';
import type { Assignment } from '../../../domain/gateway/assignment.ts';
import { assignmentKey } from '../../../domain/gateway/keys.ts';
import { recordOf } from '../account-rows.ts';
import { batchGet } from '../batch-get.ts';
import type { Table } from '../client.ts';
import { idTaken, putNew } from '../group-store.ts';
import { writeAll } from '../guarded-writes.ts';
import { type Key, keys } from '../keys.ts';
import { type RecordPage, recordPage } from './record-page.ts';
import { deleteRow, nextNumber, putRow, replaceRow } from './versioned-records.ts';

type Page = { after?: string | undefined; limit: number };

async function getAssignments(table: Table, wanted: readonly string[]): Promise<Map<string, Assignment>> {
  const rows = await batchGet(table, wanted.map(keys.assignment));
  const records = rows.map((row) => recordOf(row as unknown as Assignment & Key));
  return new Map(records.map((record) => [record.key, record]));
}

export const getAssignment = async (table: Table, key: string): Promise<Assignment | undefined> =>
  (await getAssignments(table, [key])).get(key);

/** The rows that list an assignment for whoever may submit to it. */
function accessRows({ key, groupId, members }: Assignment): Key[] {
  const ofGroup = groupId === undefined ? [] : [keys.assignmentOfGroup(groupId, key)];
  return [...ofGroup, ...members.map((userId) => keys.assignmentOfUser(userId, key))];
}

export async function createAssignment(table: Table, made: Omit<Assignment, 'key'>): Promise<Assignment> {
  const number = await nextNumber(table, `ASSN#${made.projectKey}`);
  const assignment = { ...made, key: assignmentKey(made.projectKey, number) };
  await writeAll(table, [
    putNew(table, { ...keys.assignment(assignment.key), ...assignment }, idTaken),
    ...accessRows(assignment).map((row) => putRow(table, { ...row, key: assignment.key })),
  ]);
  return assignment;
}

export async function changeAssignment(table: Table, before: Assignment, after: Assignment): Promise<void> {
  const now = new Set(accessRows(after).map(({ PK }) => PK));
  const was = new Set(accessRows(before).map(({ PK }) => PK));
  await writeAll(table, [
    replaceRow(table, { ...keys.assignment(after.key), ...after }),
    ...accessRows(before)
      .filter(({ PK }) => !now.has(PK))
      .map((row) => deleteRow(table, row)),
    ...accessRows(after)
      .filter(({ PK }) => !was.has(PK))
      .map((row) => putRow(table, { ...row, key: after.key })),
  ]);
}

/** Those of one specification, in the order of their keys; a project's others are passed over. */
export const listAssignments = (
  table: Table,
  { projectKey, key }: { projectKey: string; key: string },
  page: Page,
): Promise<RecordPage<Assignment>> =>
  recordPage(table, {
    PK: keys.assignment('').PK,
    prefix: `${projectKey}-ASSN-`,
    ...page,
    wanted: (row) => row['specificationKey'] === key,
  });

/** Those that somebody may submit to, as a member of a group or by name: two lists, merged page by page. */
export async function listAssignmentsFor(
  table: Table,
  { userId, groupId }: Pick<Principal, 'userId' | 'groupId'>,
  { after, limit }: Page,
): Promise<RecordPage<Assignment>> {
  const lists = [keys.assignmentOfGroup(groupId, '').PK, keys.assignmentOfUser(userId, '').PK];
  const pages = await Promise.all(lists.map((PK) => recordPage<{ key: string }>(table, { PK, after, limit })));
  const rows = [...new Map(pages.flatMap(({ items }) => items.map((row) => [row.SK, row]))).values()];
  const sorted = rows.toSorted((a, b) => (a.SK < b.SK ? -1 : 1));
  const found = sorted.slice(0, limit);
  const records = await getAssignments(
    table,
    found.map(({ key }) => key),
  );
  const more = sorted.length > limit || pages.some(({ next }) => next !== undefined);
  const items = found.flatMap((row) => {
    const record = records.get(row.key);
    return record === undefined ? [] : [{ PK: row.PK, SK: row.SK, ...record }];
  });
  return { items, ...(more && { next: found.at(-1)?.SK ?? '' }) };
}
