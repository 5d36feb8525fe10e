import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../client.ts';
import { INDEX, keys, listKeys } from '../keys.ts';
import type { MetadatasetRow } from './metadataset-store.ts';
import { readPending } from './pending-list.ts';

/** One list of metadatasets, by moments in milliseconds: of pending ones, when they were made; else, when submitted. */
export interface MetadatasetList {
  index: (typeof INDEX)['due' | 'group' | 'all'];
  key: string;
}

/** Where the submission of a metadataset counts, it may stand here for a moment yet. */
export const pendingList = (userId: string): MetadatasetList => ({
  index: INDEX.due,
  key: listKeys.pendingMetadatasets(userId),
});
export const groupSets = (groupId: string): MetadatasetList => ({
  index: INDEX.group,
  key: listKeys.groupMetadatasets(groupId),
});
export const allSets = (): MetadatasetList => ({ index: INDEX.all, key: listKeys.allMetadatasets() });

/** Where one metadataset stands in a list; several of one submission share a moment. */
export interface Position {
  moment: number;
  uuid: string;
}

export interface ListQuery {
  list: MetadatasetList;
  /** first and last moment, both included */
  from?: number | undefined;
  to?: number | undefined;
  /** the last one that was seen: what follows it is read */
  after?: Position | undefined;
  oldestFirst?: boolean | undefined;
  /** only those for which this service (UUID) has not been executed */
  awaiting?: string | undefined;
  /** leave out those that were corrected */
  current?: boolean | undefined;
  /** rows to look at in one call, where few are wanted */
  limit?: number | undefined;
}

/** A date in ECMAScript is never later, and none of ours is earlier than 1970. */
const LAST_MOMENT = 8.64e15;

/**
 * Rows of a list, newest first, as many at a time as one call of up to 1 MB gives: some of these may be empty. The pending
 * ones have no bounds and no filters.
 */
export async function* readList(table: Table, query: ListQuery): AsyncGenerator<MetadatasetRow[]> {
  if (query.list.index === INDEX.due) yield* readPendingList(table, query);
  else yield* readSubmitted(table, query);
}

async function* readPendingList(
  table: Table,
  { list, after: position, limit }: ListQuery,
): AsyncGenerator<MetadatasetRow[]> {
  let after = position && {
    key: keys.metadataset(position.uuid),
    createdAt: new Date(position.moment).toISOString(),
  };
  do {
    const page = await readPending<MetadatasetRow>(table, { list: list.key, after, limit });
    yield page.rows;
    after = page.last;
  } while (after !== undefined);
}

async function* readSubmitted(table: Table, query: ListQuery): AsyncGenerator<MetadatasetRow[]> {
  if ((query.from ?? 0) > (query.to ?? LAST_MOMENT)) return;
  let start: Record<string, unknown> | undefined = query.after && startAfter(query.list, query.after);
  do {
    const answer = await table.client.send(new QueryCommand({ ...inputOf(table, query), ExclusiveStartKey: start }));
    yield (answer.Items ?? []) as MetadatasetRow[];
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
}

export const positionIn = ({ index }: MetadatasetList, row: MetadatasetRow): Position => ({
  moment: index === INDEX.due ? Date.parse(row.createdAt) : (row[`${index}No`] ?? 0),
  uuid: row.uuid,
});

const startAfter = ({ index, key }: MetadatasetList, { moment, uuid }: Position) => ({
  ...keys.metadataset(uuid),
  [`${index}Key`]: key,
  [`${index}No`]: moment,
});

function inputOf(table: Table, { list, from, to, oldestFirst, awaiting, current, limit }: ListQuery) {
  const filters = [
    ...(awaiting === undefined ? [] : ['attribute_not_exists(executions.#service)']),
    ...(current === true ? ['attribute_not_exists(supersededBy)'] : []),
  ];
  return {
    TableName: table.name,
    IndexName: list.index,
    KeyConditionExpression: '#key = :key AND #no BETWEEN :from AND :to',
    ExpressionAttributeNames: {
      '#key': `${list.index}Key`,
      '#no': `${list.index}No`,
      ...(awaiting !== undefined && { '#service': awaiting }),
    },
    ExpressionAttributeValues: { ':key': list.key, ':from': from ?? 0, ':to': to ?? LAST_MOMENT },
    ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
    ScanIndexForward: oldestFirst === true,
    ...(limit !== undefined && { Limit: limit }),
  };
}
