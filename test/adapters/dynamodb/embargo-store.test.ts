import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { getDataset, putDataset } from '../../../adapters/dynamodb/dataset-store.ts';
import { alignEmbargo, setEmbargo } from '../../../adapters/dynamodb/embargo-store.ts';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { getSubmission } from '../../../adapters/dynamodb/submission-store.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

let local: LocalTable;
beforeAll(async () => {
  local = await startLocalTable();
});
afterAll(() => local.close());

const day = (n: number) => `2030-01-${String(n).padStart(2, '0')}T00:00:00Z`;
let id = 'abc2345';
let count = 0;
beforeEach(async () => {
  count += 1;
  id = `abc${String(count).padStart(4, '2')}`;
  await local.table.client.send(
    new UpdateCommand({
      TableName: local.table.name,
      Key: keys.submission(id),
      UpdateExpression: 'SET id = :id, embargoUntil = :until',
      ExpressionAttributeValues: { ':id': id, ':until': day(1) },
    }),
  );
});

/** As the last step enters it, which has read the submission when it began. */
async function enter(embargoUntil: string): Promise<void> {
  const dataset = { id, uuid: id, siteId: id, title: id, policy: 'embargo' as const, fileCount: 1, totalBytes: 1 };
  await putDataset(local.table, { ...dataset, releasedAt: day(1), embargoUntil });
  await alignEmbargo(local.table, id);
}
const both = async () => [
  (await getSubmission(local.table, id))?.embargoUntil,
  (await getDataset(local.table, id))?.embargoUntil,
];

it('sets the day before there is a catalogue entry, and makes none', async () => {
  await setEmbargo(local.table, id, day(2));
  expect(await both()).toEqual([day(2), undefined]);
  expect(await getDataset(local.table, id)).toBeUndefined();
});

it('sets it in the record and in the catalogue', async () => {
  await enter(day(1));
  await setEmbargo(local.table, id, day(3));
  expect(await both()).toEqual([day(3), day(3)]);
});

it('is not undone by a step that has read the submission before', async () => {
  await setEmbargo(local.table, id, day(4));
  await enter(day(1));
  expect(await both()).toEqual([day(4), day(4)]);
});

it('is one day in both places, whoever sets it at once, and while it enters the catalogue', async () => {
  const days = [5, 6, 7, 8, 9].map(day);
  await Promise.all([enter(day(1)), ...days.map((until) => setEmbargo(local.table, id, until))]);
  const [record, entry] = await both();
  expect(days).toContain(record);
  expect(entry).toBe(record);
});
