import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstPending } from '../../../adapters/dynamodb/file-arrival.ts';
import { getFile, putExpectedFiles, updateFile } from '../../../adapters/dynamodb/file-store.ts';
import { keys } from '../../../adapters/dynamodb/keys.ts';
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
