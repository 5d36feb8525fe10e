import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getDataset } from '../../../adapters/dynamodb/dataset-store.ts';
import { setEmbargo } from '../../../adapters/dynamodb/embargo-store.ts';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { recordRelease } from '../../../adapters/dynamodb/release-store.ts';
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

const set = (values: Record<string, unknown>) =>
  local.table.client.send(
    new UpdateCommand({
      TableName: local.table.name,
      Key: keys.submission(id),
      UpdateExpression: `SET ${Object.keys(values)
        .map((name) => `#${name} = :${name}`)
        .join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(Object.keys(values).map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
    }),
  );
beforeEach(async () => {
  count += 1;
  id = `abc${String(count).padStart(4, '2')}`;
  await set({ id, state: 'running', attempt: 1, steps: {}, embargoUntil: day(1) });
});

/** As the last step records it, which has read the submission when it began. */
function release(embargoUntil?: string, attempt = 1) {
  const entry = { id, uuid: id, siteId: id, title: id, policy: 'embargo' as const, fileCount: 1, totalBytes: 1 };
  const outcome = { success: true, date: day(1), msg: 'Released.' };
  return recordRelease(
    local.table,
    { id, attempt, step: 'portal_release', outcome, ends: 'succeeded' },
    { ...entry, releasedAt: day(1), ...(embargoUntil !== undefined && { embargoUntil }) },
  );
}
const both = async () => [
  (await getSubmission(local.table, id))?.embargoUntil,
  (await getDataset(local.table, id))?.embargoUntil,
];

describe('the day of an embargo', () => {
  it('is set before there is a catalogue entry, and makes none', async () => {
    await setEmbargo(local.table, id, day(2));
    expect(await both()).toEqual([day(2), undefined]);
    expect(await getDataset(local.table, id)).toBeUndefined();
  });

  it('is set in the record and in the catalogue', async () => {
    await release(day(1));
    await setEmbargo(local.table, id, day(3));
    expect(await both()).toEqual([day(3), day(3)]);
  });

  it('is not undone by a step that has read the submission before', async () => {
    await setEmbargo(local.table, id, day(4));
    expect(await release(day(1))).toMatchObject({ state: 'succeeded', embargoUntil: day(4) });
    expect(await both()).toEqual([day(4), day(4)]);
  });

  it('is one day in both places, whoever sets it at once, and while it enters the catalogue', async () => {
    const days = [5, 6, 7, 8, 9].map(day);
    await Promise.all([release(day(1)), ...days.map((until) => setEmbargo(local.table, id, until))]);
    const [record, entry] = await both();
    expect(days).toContain(record);
    expect(entry).toBe(record);
  });
});

describe('a release', () => {
  it('is recorded once, by one of those who try at once', async () => {
    const recorded = await Promise.all([1, 2, 3, 4].map(() => release(day(1))));
    expect(recorded.filter((row) => row !== undefined)).toHaveLength(1);
    expect(await getDataset(local.table, id)).toMatchObject({ id, embargoUntil: day(1) });
  });

  it.each([
    ['that runs another attempt', { attempt: 2 }],
    ['that has ended', { state: 'failed' }],
    ['whose step has failed', { steps: { portal_release: { success: false, date: day(1), msg: 'Lost.' } } }],
  ])('enters no submission into the catalogue %s', async (_, changes) => {
    await set(changes);
    const before = await getSubmission(local.table, id);
    expect(await release(day(1))).toBeUndefined();
    expect(await getDataset(local.table, id)).toBeUndefined();
    expect(await getSubmission(local.table, id)).toEqual(before);
  });
});
