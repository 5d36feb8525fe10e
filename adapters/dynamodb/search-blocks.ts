import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { packBlock, type SearchBlock } from '../../domain/search/block.ts';
import { type Searchable, searchedName } from '../../domain/search/criteria.ts';
import { enteredAt, isFinal, nameOf } from '../../domain/submission/submission.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { keys } from './keys.ts';
import type { SubmissionRow } from './submission-store.ts';

/** Submissions to a block: compressed they are some 15 kB, and their rows about the 1 MB that one query reads. */
export const BLOCK_SIZE = 1000;
/** Blocks read in one call, which gives 16 MB at most. */
export const BLOCKS_PER_CALL = 100;
/**
 * An index shows a change within a second, mostly. A block is sealed only when nothing in it has changed for so long,
 * nor was about to: then what the index shows is what there is.
 */
const SETTLED_MS = 3_600_000;

/** A block as stored; without entries where it is not sealed. */
export interface BlockState {
  entries?: SearchBlock;
  /** how often it was opened again, and until when it stays open at least (ISO 8601) */
  reopened?: number;
  openUntil?: string;
}

/** 1-based: block n holds the ordinals from (n-1)·1000+1 on. */
export const blockOf = (ordinal: number): number => Math.ceil(ordinal / BLOCK_SIZE);
export const firstOf = (block: number): number => (block - 1) * BLOCK_SIZE + 1;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Up to 100 blocks of a list in one call; those that are not sealed are missing, or without entries. */
export async function readBlocks(
  table: Table,
  listKey: string,
  blocks: readonly number[],
): Promise<Map<number, BlockState>> {
  const rows = await batchGet(
    table,
    blocks.map((block) => keys.searchBlock(listKey, block)),
  );
  const states = await Promise.all(rows.map(stateOf));
  return new Map(rows.map((row, index) => [Number(row['SK']), states[index] as BlockState]));
}

async function stateOf(row: Record<string, unknown>): Promise<BlockState> {
  const { entries, reopened, openUntil } = row as { entries?: Uint8Array; reopened?: number; openUntil?: string };
  return {
    ...(entries && { entries: JSON.parse((await unpack(entries)).toString('utf8')) as SearchBlock }),
    ...(reopened !== undefined && { reopened }),
    ...(openUntil !== undefined && { openUntil }),
  };
}

/** What a search reads of a submission's row. */
export const SEARCHED = [
  'id',
  'submitter',
  'createdAt',
  'committedAt',
  'updatedAt',
  'policy',
  'state',
  'door',
  'via',
  'label',
  'manifest',
  'jobName',
] as const;
export type SearchedRow = Pick<SubmissionRow, (typeof SEARCHED)[number]>;

export function searchableOf(row: SearchedRow): Searchable {
  const name = nameOf(row);
  return {
    id: row.id,
    submitter: row.submitter,
    enteredAt: enteredAt(row),
    state: row.state,
    door: row.door,
    ...(row.via !== undefined && { via: row.via }),
    ...(row.policy !== undefined && { policy: row.policy }),
    ...(name !== undefined && { name: searchedName(name) }),
  };
}

/** May what these rows say be kept? Only where all have ended, and that long ago. */
export function isSettled(rows: readonly SearchedRow[], state: BlockState | undefined, now: Date): boolean {
  const settled = now.getTime() - SETTLED_MS;
  if (state?.openUntil !== undefined && Date.parse(state.openUntil) > now.getTime()) return false;
  return rows.length === BLOCK_SIZE && rows.every((row) => isFinal(row.state) && Date.parse(row.updatedAt) < settled);
}

/** Keeps a settled block for the searches to come, unless it was opened since it was read. */
export async function sealBlock(
  table: Table,
  listKey: string,
  block: number,
  rows: readonly SearchedRow[],
  { reopened }: BlockState = {},
): Promise<void> {
  const unchanged = reopened === undefined ? 'attribute_not_exists(reopened)' : 'reopened = :reopened';
  await holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.searchBlock(listKey, block) },
        UpdateExpression: 'SET entries = :entries',
        ConditionExpression: unchanged,
        ExpressionAttributeValues: {
          ':entries': await pack(JSON.stringify(packBlock(rows.map(searchableOf)))),
          ...(reopened !== undefined && { ':reopened': reopened }),
        },
      }),
    ),
  );
}

/** Opens the blocks of a submission that is about to change although it has ended. */
export async function openBlocks(table: Table, submission: SubmissionRow, now: Date): Promise<void> {
  const { ownKey, ownNo, groupKey, groupNo, allKey, allNo } = submission;
  const places = [[ownKey, ownNo] as const, [groupKey, groupNo] as const, [allKey, allNo] as const];
  await Promise.all(
    places.map(async ([listKey, ordinal]) => {
      if (listKey === undefined || ordinal === undefined) return;
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: { ...keys.searchBlock(listKey, blockOf(ordinal)) },
          UpdateExpression: 'SET openUntil = :until ADD reopened :one REMOVE entries',
          ExpressionAttributeValues: {
            ':until': new Date(now.getTime() + SETTLED_MS).toISOString(),
            ':one': 1,
          },
        }),
      );
    }),
  );
}
