import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appendLines, createLines, readLines, recoverLines } from '../../../local/stepfunctions/journal/lines.ts';
import { temporary } from './harness.ts';

it('reads what was written, whatever letters it has', async () => {
  const path = join(await temporary(), 'lines');
  createLines(path, { a: 'ü\n\u2028"' });
  appendLines(path, [1, [null], 'x,y']);
  expect(readLines(path)).toEqual([{ a: 'ü\n\u2028"' }, 1, [null], 'x,y']);
  createLines(path, 'new');
  expect(readLines(path)).toEqual(['new']);
  expect(readLines(`${path}-none`)).toEqual([]);
});

it.each(['{"half":', '"é', '7'])('leaves out a line without its end, and recovers the file: %s', async (torn) => {
  const path = join(await temporary(), 'lines');
  createLines(path, 1);
  appendFileSync(path, Buffer.from(torn).subarray(0, torn === '"é' ? 2 : undefined));
  expect(readLines(path)).toEqual([1]);
  expect(recoverLines(path)).toEqual([1]);
  appendLines(path, [2]);
  expect(readFileSync(path, 'utf8')).toBe('1\n2\n');
});

it('cannot be fooled by a file that holds no whole line', async () => {
  const path = join(await temporary(), 'lines');
  writeFileSync(path, '{"a":1}');
  expect(recoverLines(path)).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe('');
});
