import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { findsAll } from '../../domain/search/terms.ts';
import type { Dataset } from '../../domain/submission/dataset.ts';
import type { Table } from './client.ts';
import { getItem } from './get-item.ts';
import { INDEX, type Key, keys, listKeys } from './keys.ts';

/** An entry as stored, with its place in the list of all. */
interface DatasetRow extends Dataset {
  allKey: string;
  /** epoch milliseconds */
  allNo: number;
}

/** The entry as it is stored. It is put where the release is recorded, see `release-store.ts`. */
export const datasetRow = (dataset: Dataset): Key & DatasetRow => ({
  ...keys.dataset(dataset.id),
  ...dataset,
  allKey: listKeys.datasets(),
  allNo: Date.parse(dataset.releasedAt),
});

export const getDataset = (table: Table, id: string): Promise<Dataset | undefined> =>
  getItem(table, keys.dataset(id), { consistent: false });

/** Where a page ended. */
export interface DatasetPlace {
  releasedMs: number;
  id: string;
}

/** A megabyte each, which is some 2,000 entries: a search looks at so much in one request. */
const MOST_READS = 8;

/**
 * The catalogue, newest first: up to `limit` entries in which all terms are found. A search that has read enough ends
 * before its page is full, and says where to go on.
 */
export async function listDatasets(
  table: Table,
  { after, limit, terms }: { after: DatasetPlace | undefined; limit: number; terms: readonly string[] },
): Promise<{ datasets: Dataset[]; next?: DatasetPlace }> {
  const datasets: Dataset[] = [];
  let place = after;
  for (let read = 0; read < MOST_READS; read++) {
    const page = await readPage(table, place, terms.length === 0 ? limit : undefined);
    for (const row of page.rows) {
      if (!isWanted(row, terms)) continue;
      if (datasets.length === limit) return { datasets, next: placeOf(datasets.at(-1) as DatasetRow) };
      datasets.push(row);
    }
    place = page.next;
    if (place === undefined) return { datasets };
    if (datasets.length === limit) break;
  }
  return { datasets, ...(place && { next: place }) };
}

const isWanted = ({ id, siteId, title, licence }: Dataset, terms: readonly string[]): boolean =>
  findsAll(terms, [id, siteId, title, licence]);

const placeOf = ({ allNo, id }: Pick<DatasetRow, 'allNo' | 'id'>): DatasetPlace => ({ releasedMs: allNo, id });

async function readPage(
  table: Table,
  after: DatasetPlace | undefined,
  limit: number | undefined,
): Promise<{ rows: DatasetRow[]; next?: DatasetPlace }> {
  const allKey = listKeys.datasets();
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: INDEX.all,
      KeyConditionExpression: 'allKey = :key',
      ExpressionAttributeValues: { ':key': allKey },
      ScanIndexForward: false,
      ...(limit !== undefined && { Limit: limit }),
      ...(after && { ExclusiveStartKey: { ...keys.dataset(after.id), allKey, allNo: after.releasedMs } }),
    }),
  );
  const last = answer.LastEvaluatedKey;
  const rows = (answer.Items ?? []) as DatasetRow[];
  return { rows, ...(last && { next: { releasedMs: last['allNo'] as number, id: last['SK'] as string } }) };
}
