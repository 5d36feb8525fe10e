import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstPending } from '../../../adapters/dynamodb/file-arrival.ts';
import { getFile, putExpectedFiles, updateFile } from '../../../adapters/dynamodb/file-store.ts';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { getRun, markWoken, putTaskToken } from '../../../adapters/dynamodb/run-store.ts';
import { clearDue, recordStep } from '../../../adapters/dynamodb/step-store.ts';
import { getSubmission } from '../../../adapters/dynamodb/submission-store.ts';
import type { FileRecord } from '../../../domain/file/file.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

let local: LocalTable;
beforeAll(async () => {
  local = await startLocalTable();
});
afterAll(() => local.close());

const ID = 'abc2345';
const file = (name: string): FileRecord => ({
  submissionId: ID,
  submitterId: 'u',
  groupId: 'g',
  key: name,
  name,
  state: 'expected',
});

/** One run of a step may be slow, and another done with the same file, or with the next step, meanwhile. */
describe('a late write', () => {
  it('of a file that is further by now is refused, and changes nothing', async () => {
    const key = keys.file(ID, 'a');
    await putExpectedFiles(local.table, [file('a')]);
    expect(await updateFile(local.table, key, { state: 'arrived', objectKey: 'o1' }, { state: 'expected' })).toBe(true);
    expect(await updateFile(local.table, key, { state: 'released' })).toBe(true);
    expect(await updateFile(local.table, key, { state: 'verified', problem: 'p' }, { state: 'arrived' })).toBe(false);
    expect(await getFile(local.table, ID, 'a')).toMatchObject({ state: 'released', objectKey: 'o1' });
    expect((await getFile(local.table, ID, 'a'))?.problem).toBeUndefined();
  });

  it('about an object that the file no longer is, is refused', async () => {
    const key = keys.file(ID, 'b');
    await putExpectedFiles(local.table, [file('b')]);
    await updateFile(local.table, key, { state: 'announced', objectKey: 'new' });
    const about = (objectKey: string) => ({ state: 'announced' as const, objectKey });
    expect(await updateFile(local.table, key, { state: 'expected' }, about('old'))).toBe(false);
    expect(await updateFile(local.table, key, { state: 'expected' }, about('new'))).toBe(true);
  });

  it('of expected files is not begun where they may have been announced', async () => {
    const closed = async () => {
      throw new Error('recorded');
    };
    await expect(putExpectedFiles(local.table, [file('c')], closed)).rejects.toThrow('recorded');
    expect(await getFile(local.table, ID, 'c')).toBeUndefined();
    expect(await firstPending(local.table, ID)).toBe('a');
  });
});

describe('a wait that was tried again', () => {
  const wait = (retry: number) => ({
    attempt: 1,
    retry,
    taskToken: `token-${retry}`,
    waitingSince: '2027-03-01T12:00:00Z',
  });

  it('is not taken for woken by who has woken the try before', async () => {
    expect(await putTaskToken(local.table, ID, wait(0))).toBe(true);
    expect(await putTaskToken(local.table, ID, wait(1))).toBe(true);
    expect(await markWoken(local.table, ID, wait(0), '2027-03-01T12:00:01Z')).toBe(false);
    expect((await getRun(local.table, ID))?.wokenAt).toBeUndefined();
    expect(await markWoken(local.table, ID, wait(1), '2027-03-01T12:00:02Z')).toBe(true);
    expect(await putTaskToken(local.table, ID, wait(0))).toBe(false);
  });
});

describe('the outcome of a step', () => {
  const put = (state: string) =>
    local.table.client.send(
      new PutCommand({
        TableName: local.table.name,
        Item: {
          ...keys.submission(ID),
          id: ID,
          state,
          attempt: 2,
          steps: {},
          dueKey: 'DUE',
          dueAt: '2027-01-01T00:00:00Z',
        },
      }),
    );
  const record = (success: boolean, attempt = 2) =>
    recordStep(local.table, {
      id: ID,
      attempt,
      step: 'qc_complete',
      outcome: { success, date: '2027-01-01T00:00:00Z', msg: success ? 'good' : 'bad' },
      ...(!success && { ends: 'failed' as const }),
    });

  it('is recorded once, with the attempt that recorded it', async () => {
    await put('running');
    const both = await Promise.all([record(true), record(false)]);
    expect(both.filter((row) => row !== undefined)).toHaveLength(1);
    const kept = await getSubmission(local.table, ID);
    expect(kept?.steps.qc_complete?.attempt).toBe(2);
    expect([await record(true), await record(false)]).toEqual([undefined, undefined]);
    expect(await getSubmission(local.table, ID)).toEqual(kept);
  });

  it.each([
    ['of another attempt', 'running', 1],
    ['of a submission that has ended', 'cancelled', 2],
  ])('%s is not recorded', async (_what, state, attempt) => {
    await put(state);
    expect(await record(true, attempt)).toBeUndefined();
    expect((await getSubmission(local.table, ID))?.steps).toEqual({});
  });

  it('takes the submission out of the sweeper’s list, unless somebody must still look', async () => {
    await put('running');
    await clearDue(local.table, { id: ID, attempt: 2, updatedAt: '2026-01-01T00:00:00Z' });
    expect((await getSubmission(local.table, ID))?.dueKey).toBe('DUE');
    await put('failed');
    // somebody who was slow to tell of the attempt before
    await clearDue(local.table, { id: ID, attempt: 1, updatedAt: '2026-01-01T00:00:00Z' });
    expect((await getSubmission(local.table, ID))?.dueKey).toBe('DUE');
    await put('running');
    expect((await record(false))?.dueKey).toBeUndefined();
  });
});
