import { searchBlock } from '../../domain/search/block.ts';
import { type Criteria, matches } from '../../domain/search/criteria.ts';
import { enteredAt } from '../../domain/submission/submission.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { inTurn, pieces } from './in-turn.ts';
import { keys } from './keys.ts';
import { readAll } from './read-pages.ts';
import {
  BLOCK_SIZE,
  BLOCKS_PER_CALL,
  type BlockState,
  blockOf,
  firstOf,
  isSettled,
  readBlocks,
  SEARCHED,
  type SearchedRow,
  sealBlock,
  searchableOf,
} from './search-blocks.ts';
import { listRange, rangeOf, type SubmissionList } from './submission-lists.ts';
import type { SubmissionRow } from './submission-store.ts';

/**
 * Submissions are numbered in the order in which they enter a list, and dated a moment before: the dates of two
 * neighbours can be out of order by no more than a request may last.
 */
const DISORDER_MS = 5 * 60_000;
/** Ranges read at the same time, each up to 1 MB. */
const AT_ONCE = 8;

/** What was found, newest first. */
export interface Found {
  total: number;
  /** the ids from the nth on, at most so many */
  slice(from: number, count: number): string[];
}

/**
 * All matching submissions of a list. Of a thousand neighbours that have ended long ago only a compressed summary is
 * read, so that the calls grow by one per hundred thousand; the first search that meets such neighbours makes it.
 * @param length of the list
 */
export async function searchList(
  table: Table,
  list: SubmissionList,
  length: number,
  criteria: Criteria,
): Promise<Found> {
  const { from, to } = await rangeFor(table, list, length, criteria);
  if (from > to) return foundIn([]);
  const blocks = Array.from({ length: blockOf(to) - blockOf(from) + 1 }, (_, index) => blockOf(to) - index);
  const hits = await inTurn(pieces(blocks, BLOCKS_PER_CALL), AT_ONCE, async (some) => {
    // a short list has no block that could be sealed
    const sealed = length < BLOCK_SIZE ? new Map<number, BlockState>() : await readBlocks(table, list.key, some);
    return inTurn(some, AT_ONCE, (block) => searchIn(table, { list, length, criteria }, block, sealed.get(block)));
  });
  return foundIn(hits.flat());
}

interface Search {
  list: SubmissionList;
  length: number;
  criteria: Criteria;
}

/** @returns the ids that match, one behind the other: a million of them are 7 MB, and a million strings five times that */
async function searchIn(
  table: Table,
  { list, length, criteria }: Search,
  block: number,
  state: BlockState | undefined,
): Promise<string> {
  if (state?.entries !== undefined) return searchBlock(state.entries, criteria).join('');
  const first = firstOf(block);
  const rows = await readSearched(table, list, first, Math.min(length, first + BLOCK_SIZE - 1));
  if (isSettled(rows, state, new Date())) await sealBlock(table, list.key, block, rows, state);
  return rows
    .filter((row) => matches(criteria, searchableOf(row)))
    .map(({ id }) => id)
    .join('');
}

async function readSearched(table: Table, list: SubmissionList, from: number, to: number): Promise<SearchedRow[]> {
  const range = rangeOf(list, from, to);
  const names = Object.fromEntries(SEARCHED.map((name) => [`#${name}`, name]));
  const rows = await readAll(table, {
    ...range,
    ProjectionExpression: Object.keys(names).join(', '),
    ExpressionAttributeNames: { ...range.ExpressionAttributeNames, ...names },
  });
  return rows as unknown as SearchedRow[];
}

/** Every id has seven characters. */
const ID = 7;

function foundIn(hits: readonly string[]): Found {
  const total = hits.reduce((sum, ids) => sum + ids.length / ID, 0);
  return {
    total,
    slice: (from, count) => {
      const wanted: string[] = [];
      let before = 0;
      for (const ids of hits) {
        const here = ids.length / ID;
        for (let i = Math.max(0, from - before); i < here && wanted.length < count; i++) {
          wanted.push(ids.slice(i * ID, (i + 1) * ID));
        }
        before += here;
      }
      return wanted;
    },
  };
}

/** The ordinals that the dates of a search leave, with some more at either end. */
async function rangeFor(table: Table, list: SubmissionList, length: number, { from, to }: Criteria) {
  const [first, behind] = await Promise.all([
    from === undefined ? 1 : firstSince(table, list, length, shifted(from, -DISORDER_MS)),
    to === undefined ? length + 1 : firstSince(table, list, length, shifted(to, DISORDER_MS)),
  ]);
  return { from: first, to: behind - 1 };
}

const shifted = (iso: string, ms: number): string => new Date(Date.parse(iso) + ms).toISOString();

/** The ordinal of the first submission entered at `moment` or later (length + 1 if none): a binary search, one read a step. */
async function firstSince(table: Table, list: SubmissionList, length: number, moment: string): Promise<number> {
  let low = 1;
  let high = length + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = await listRange(table, list, middle, middle);
    if (row !== undefined && enteredAt(row) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Up to 100 submissions by id, in the order asked. */
export async function getSubmissions(table: Table, ids: readonly string[]): Promise<SubmissionRow[]> {
  const rows = (await batchGet(table, ids.map(keys.submission))) as unknown as SubmissionRow[];
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => found.get(id) ?? []);
}
