import { type Criteria, matches, type Searchable } from '../../domain/search/criteria.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { keys } from './keys.ts';
import { readRows } from './read-pages.ts';
import { listRange, rangeOf, type SubmissionList } from './submission-lists.ts';
import type { SubmissionRow } from './submission-store.ts';

/**
 * Submissions are numbered in the order in which they are written, and dated a moment before: within a list, the dates
 * of two neighbours can be out of order by no more than a request may last.
 */
const DISORDER_MS = 5 * 60_000;

/** Ids of all matching submissions of a list, newest first. Only the range of the dates is read, and only what is compared. */
export async function searchIds(
  table: Table,
  list: SubmissionList,
  length: number,
  criteria: Criteria,
): Promise<string[]> {
  const from =
    criteria.from === undefined ? 1 : await firstSince(table, list, length, shifted(criteria.from, -DISORDER_MS));
  const to =
    criteria.to === undefined ? length : (await firstSince(table, list, length, shifted(criteria.to, DISORDER_MS))) - 1;
  const ids: string[] = [];
  if (from > to) return ids;
  for await (const found of scan(table, list, from, to)) {
    if (matches(criteria, found)) ids.push(found.id);
  }
  return ids;
}

const shifted = (iso: string, ms: number): string => new Date(Date.parse(iso) + ms).toISOString();

/** The ordinal of the first submission made at `moment` or later (length + 1 if none): a binary search, one read a step. */
async function firstSince(table: Table, list: SubmissionList, length: number, moment: string): Promise<number> {
  let low = 1;
  let high = length + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = await listRange(table, list, middle, middle);
    if (row !== undefined && row.createdAt < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of every submission of a range what is compared, and no more. */
async function* scan(table: Table, list: SubmissionList, from: number, to: number): AsyncGenerator<Searchable> {
  const range = rangeOf(list, from, to);
  const rows = readRows(table, {
    ...range,
    ProjectionExpression: 'id, submitter, createdAt, policy, #state',
    ExpressionAttributeNames: { ...range.ExpressionAttributeNames, '#state': 'state' },
  });
  for await (const row of rows) yield row as unknown as Searchable;
}

/** Up to 100 submissions by id, in the order asked. */
export async function getSubmissions(table: Table, ids: readonly string[]): Promise<SubmissionRow[]> {
  const rows = (await batchGet(table, ids.map(keys.submission))) as unknown as SubmissionRow[];
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => found.get(id) ?? []);
}
