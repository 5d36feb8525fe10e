import { searchBlock } from '../../domain/search/block.ts';
import { type Criteria, matches } from '../../domain/search/criteria.ts';
import { enteredAt } from '../../domain/submission/submission.ts';
import type { Table } from './client.ts';
import { inTurn, pieces } from './in-turn.ts';
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
  /** the place of the nth in the list; undefined where there are not so many */
  ordinalAt(index: number): number | undefined;
  /** how many have this place in the list or a later one */
  countFrom(ordinal: number): number;
}

/** What was found in one block, newest first. */
interface Hits {
  /** one behind the other: a million of them are 7 MB, and a million strings five times that */
  ids: string;
  ordinals: Uint32Array;
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

async function searchIn(
  table: Table,
  { list, length, criteria }: Search,
  block: number,
  state: BlockState | undefined,
): Promise<Hits> {
  const first = firstOf(block);
  if (state?.entries !== undefined) {
    const { ids } = state.entries;
    const found = searchBlock(state.entries, criteria);
    const newest = first + ids.length - 1;
    return hitsOf(found.map((index) => ({ id: ids[index] ?? '', ordinal: newest - index })));
  }
  const rows = await readSearched(table, list, first, Math.min(length, first + BLOCK_SIZE - 1));
  if (isSettled(rows, state, new Date())) await sealBlock(table, list.key, block, rows, state);
  return hitsOf(rows.filter((row) => matches(criteria, searchableOf(row))));
}

const hitsOf = (found: readonly { id: string; ordinal: number }[]): Hits => ({
  ids: found.map(({ id }) => id).join(''),
  ordinals: Uint32Array.from(found, ({ ordinal }) => ordinal),
});

async function readSearched(
  table: Table,
  list: SubmissionList,
  from: number,
  to: number,
): Promise<(SearchedRow & { ordinal: number })[]> {
  const range = rangeOf(list, from, to);
  const names = Object.fromEntries(SEARCHED.map((name) => [`#${name}`, name]));
  const rows = await readAll(table, {
    ...range,
    ProjectionExpression: [...Object.keys(names), '#no'].join(', '),
    ExpressionAttributeNames: { ...range.ExpressionAttributeNames, ...names },
  });
  return rows.map((row) => ({ ...(row as unknown as SearchedRow), ordinal: row[`${list.index}No`] as number }));
}

/** Every id has seven characters. */
const ID = 7;

function foundIn(blocks: readonly Hits[]): Found {
  const before = [0];
  for (const [index, { ordinals }] of blocks.entries()) before.push((before[index] ?? 0) + ordinals.length);
  const total = before.at(-1) ?? 0;
  /** the block that the nth is in, and its place there */
  const placeOf = (nth: number) => {
    const block = before.findLastIndex((count) => count <= nth);
    return { hits: blocks[block], at: nth - (before[block] ?? 0) };
  };
  return {
    total,
    slice: (from, count) =>
      Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, index) => {
        const { hits, at } = placeOf(from + index);
        return hits?.ids.slice(at * ID, (at + 1) * ID) ?? '';
      }),
    ordinalAt: (index) => {
      const { hits, at } = placeOf(index);
      return hits?.ordinals[at];
    },
    countFrom: (ordinal) =>
      blocks.reduce((sum, { ordinals }) => sum + ordinals.reduce((n, own) => n + Number(own >= ordinal), 0), 0),
  };
}

/** The ordinals that the dates of a search leave, with some more at either end. */
async function rangeFor(table: Table, list: SubmissionList, length: number, { from, to }: Criteria) {
  const [first, last] = await Promise.all([
    from === undefined ? 1 : around(table, list, length, shifted(from, -DISORDER_MS)).then(({ low }) => low),
    to === undefined ? length : around(table, list, length, shifted(to, DISORDER_MS)).then(({ high }) => high),
  ]);
  return { from: first, to: last };
}

const shifted = (iso: string, ms: number): string => new Date(Date.parse(iso) + ms).toISOString();

/**
 * Fewer ordinals than a block has, among which is the first submission entered at `moment` or later (length + 1 if
 * none). A binary search, one read a step: to be more exact would take ten reads, and a block is read as a whole.
 */
async function around(table: Table, list: SubmissionList, length: number, moment: string) {
  let low = 1;
  let high = length + 1;
  while (high - low >= BLOCK_SIZE) {
    const middle = Math.floor((low + high) / 2);
    const [row] = await listRange(table, list, middle, middle);
    if (row !== undefined && enteredAt(row) < moment) low = middle + 1;
    else high = middle;
  }
  return { low, high: Math.min(high, length) };
}
