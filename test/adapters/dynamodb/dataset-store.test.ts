import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DatasetPlace, datasetRow, listDatasets } from '../../../adapters/dynamodb/dataset-store.ts';
import { inTurn } from '../../../adapters/dynamodb/in-turn.ts';
import type { Dataset } from '../../../domain/submission/dataset.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

const COUNT = 60;
/** So large that eight reads of a megabyte do not see all of them. */
const PADDING = 'x'.repeat(200_000);

/** Three of them a second, every sixth about mice. */
const datasetOf = (no: number): Dataset => ({
  id: `d${String((no * 37) % 100).padStart(6, '0')}`,
  uuid: crypto.randomUUID(),
  siteId: `DMS-${no}`,
  title: `${no % 6 === 0 ? 'Étude of Mice' : 'Other'} ${no} ${PADDING}`,
  policy: 'open',
  fileCount: 1,
  totalBytes: 1,
  releasedAt: new Date(Date.UTC(2026, 0, 1) + Math.floor(no / 3) * 1000).toISOString(),
  ...(no === 5 && { licence: 'CC0-1.0' }),
});

let local: LocalTable;
beforeAll(async () => {
  local = await startLocalTable();
  const numbers = Array.from({ length: COUNT }, (_, index) => index + 1);
  await inTurn(numbers, 4, (no) =>
    local.table.client.send(new PutCommand({ TableName: local.table.name, Item: datasetRow(datasetOf(no)) })),
  );
}, 60_000);
afterAll(() => local.close());

async function pagesOf(limit: number, terms: readonly string[] = []): Promise<Dataset[][]> {
  const pages: Dataset[][] = [];
  let after: DatasetPlace | undefined;
  do {
    const page = await listDatasets(local.table, { after, limit, terms });
    pages.push(page.datasets);
    after = page.next;
  } while (after !== undefined);
  return pages;
}

const numbersOf = (pages: Dataset[][]): number[] => pages.flat().map(({ siteId }) => Number(siteId.slice(4)));
const seconds = (numbers: number[]): number[] => numbers.map((no) => Math.floor(no / 3));

describe('the catalogue', () => {
  test('comes newest first, whole, though many were released in one second', async () => {
    const numbers = numbersOf(await pagesOf(7));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, index) => index + 1));
    expect(seconds(numbers)).toEqual(seconds(numbers).toSorted((a, b) => b - a));
  });

  test('is searched for all words, in parts where there is much of it', async () => {
    const pages = await pagesOf(4, ['mice', 'étude']);
    expect(numbersOf(pages)).toEqual([60, 54, 48, 42, 36, 30, 24, 18, 12, 6]);
    expect(Math.max(...pages.map((page) => page.length))).toBe(4);
    expect((await pagesOf(100, ['mice'])).length).toBeGreaterThan(1);
    expect(numbersOf(await pagesOf(100, ['cc0']))).toEqual([5]);
    expect(numbersOf(await pagesOf(100, ['mice', 'other']))).toEqual([]);
  });
});
