import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StepName } from '../../domain/submission/submission.ts';
import { assignments } from './assignments.ts';
import type { Table } from './client.ts';
import { getItem } from './get-item.ts';
import { keys } from './keys.ts';
import { readPartition } from './read-pages.ts';

/** A range of a submission's files that one Lambda after another works through, and how far they have come. */
export interface Shard {
  index: number;
  /** key of the last file before the range; absent for the first shard */
  after?: string;
  /** key of the last file in the range; absent for the last shard */
  until?: string;
  /** key of the last file that is done */
  cursor?: string;
  /** work in progress on the file behind the cursor, e.g. the state of its hash */
  partial?: string;
  done?: boolean;
}

export interface ShardAddress {
  id: string;
  step: StepName;
  attempt: number;
}

const keyOf = (at: ShardAddress, index: number) => keys.shard(at.id, at.step, at.attempt, index);

export const getShard = (table: Table, at: ShardAddress, index: number): Promise<Shard | undefined> =>
  getItem(table, keyOf(at, index));

export async function listShards(table: Table, at: ShardAddress): Promise<Shard[]> {
  const rows = await readPartition(table, keys.submission(at.id).PK, keys.shardPrefix(at.step, at.attempt));
  return rows as unknown as Shard[];
}

/** Writes a shard's range or its progress; attributes given as undefined are removed. */
export async function saveShard(table: Table, at: ShardAddress, shard: Shard): Promise<void> {
  const changes = { partial: undefined, ...shard };
  await table.client.send(
    new UpdateCommand({ TableName: table.name, Key: keyOf(at, shard.index), ...assignments(changes) }),
  );
}
