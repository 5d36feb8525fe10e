import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { recordOutput } from '../../../adapters/dynamodb/output-store.ts';
import { outputsOf } from '../../../domain/submission/outputs.ts';
import type { ProducedOutput, Submission } from '../../../domain/submission/submission.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

let local: LocalTable;
beforeAll(async () => {
  local = await startLocalTable();
});
afterAll(() => local.close());

const output = (size: number): ProducedOutput => ({
  name: 'Errors',
  contentType: 'text/csv',
  size,
  createdAt: '2026-01-01T00:00:00Z',
});

async function readSubmission(id: string): Promise<Submission> {
  const { table } = local;
  const answer = await table.client.send(new GetCommand({ TableName: table.name, Key: keys.submission(id) }));
  return answer.Item as unknown as Submission;
}

it('makes outputs known, several at once, and the same again in place of itself', async () => {
  const { table } = local;
  await table.client.send(
    new PutCommand({ TableName: table.name, Item: { ...keys.submission('abc2345'), steps: {} } }),
  );
  await Promise.all(['a.csv', 'b.csv'].map((name) => recordOutput(table, 'abc2345', name, output(1))));
  await recordOutput(table, 'abc2345', 'a.csv', output(2));
  const submission = await readSubmission('abc2345');
  expect(submission.outputs).toEqual({ 'a.csv': output(2), 'b.csv': output(1) });
  expect(
    outputsOf(submission)
      .map(({ storedFilename }) => storedFilename)
      .sort(),
  ).toEqual(['a.csv', 'b.csv']);
});

it('records nothing of a submission that there is not', async () => {
  await expect(recordOutput(local.table, 'zzz2345', 'a.csv', output(1))).rejects.toThrow();
  expect(await readSubmission('zzz2345')).toBeUndefined();
});

it('keeps the names of the service to the service', async () => {
  await expect(recordOutput(local.table, 'abc2345', 'receipt.json', output(1))).rejects.toThrow(/our own/);
});
