import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTaskFunctions } from '../../../local/lambda/task-functions.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('finds the functions of a folder by their names', () => {
  for (const file of ['waybill-task-count.mjs', 'waybill-task-b_2.js', 'notes.txt', 'other.mjs']) {
    writeFileSync(join(folder, file), '');
  }
  const found = readTaskFunctions(folder);
  expect(found.map(({ name }) => name).toSorted()).toEqual(['waybill-task-b_2', 'waybill-task-count']);
  expect(found.every(({ hasRole }) => !hasRole)).toBe(true);
  expect(readTaskFunctions(undefined)).toEqual([]);
});

it('says what is wrong with a folder that holds none', () => {
  expect(() => readTaskFunctions(folder)).toThrow('holds no file waybill-task-<name>.mjs');
  expect(() => readTaskFunctions(join(folder, 'none'))).toThrow('does not exist');
});
