import type { Table } from '../client.ts';
import type { Period } from '../conformance-store.ts';
import { keys } from '../keys.ts';
import { getSubmissions, type SubmissionRow } from '../submission-store.ts';
import { type RecordPage, recordPage } from './record-page.ts';

interface Pointer {
  id: string;
  submitterId: string;
  groupId: string;
}

export interface PointerPage {
  after?: string | undefined;
  limit: number;
}

/** The submissions behind a page of rows that point at them, as they are by now. */
async function followed(table: Table, page: RecordPage<Pointer>): Promise<RecordPage<SubmissionRow>> {
  const ids = page.items.map(({ id }) => id);
  const items = await getSubmissions(table, ids);
  return { items, ...(page.next !== undefined && { next: page.next }) };
}

/** Submissions to an assignment, drafts among them, newest first; of whom `sees` says so. */
export async function submissionsOfAssignment(
  table: Table,
  key: string,
  page: PointerPage,
  sees: (pointer: Pointer) => boolean,
): Promise<RecordPage<SubmissionRow>> {
  const { PK } = keys.submissionOfAssignment(key, '', '');
  const wanted = (row: Record<string, unknown>) => sees(row as unknown as Pointer);
  return followed(table, await recordPage<Pointer>(table, { PK, descending: true, ...page, wanted }));
}

/** Submissions for a specification that were made in a period, oldest first. */
export async function submissionsOfSpecification(
  table: Table,
  key: string,
  page: PointerPage & Period,
): Promise<RecordPage<SubmissionRow>> {
  const { PK } = keys.submissionOfSpecification(key, '', '');
  const at = (time: string) => keys.submissionOfSpecification(key, time, '').SK.slice(0, -1);
  // a tilde sorts behind every time of the day
  const between = [at(page.from ?? ''), at(`${page.to ?? ''}~`)] as const;
  return followed(table, await recordPage<Pointer>(table, { PK, after: page.after, limit: page.limit, between }));
}
