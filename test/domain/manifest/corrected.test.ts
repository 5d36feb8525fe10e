import { expect, test } from 'vitest';
import { correctedCopy } from '../../../domain/manifest/corrected.ts';
import { BUILT_IN } from '../../../domain/manifest/definitions.ts';
import { nemoRow, nemoRows } from './nemo-rows.ts';
import { check, tableOf } from './tables.ts';

async function corrected(rows: readonly (readonly string[])[]): Promise<(readonly string[])[]> {
  const copy: (readonly string[])[] = [];
  for await (const cells of correctedCopy(tableOf(rows), BUILT_IN)) copy.push(cells);
  return copy;
}

test('misspelt terms and column names are replaced, and nothing else', async () => {
  const rows = nemoRows(2);
  rows[0] = (rows[0] ?? []).with(0, 'file_nmae');
  rows[1] = nemoRow(1).with(5, 'mosue').with(11, 'opne').with(1, '=SUM(A1)').with(12, 'not a checksum');
  const copy = await corrected(rows);
  const expected = nemoRows(2);
  expected[1] = nemoRow(1).with(1, '=SUM(A1)').with(12, 'not a checksum');
  expect(copy).toEqual(expected);
  expect((await check(copy)).errors.map((issue) => issue.rule)).toEqual(['checksumLength']);
});

test('a valid manifest comes back as it is, in its own spelling', async () => {
  const rows = [...nemoRows(1), nemoRow(2).with(5, 'MOUSE')];
  expect(await corrected(rows)).toEqual(rows);
});

test('what nobody can guess stays', async () => {
  const rows = [...nemoRows(0), nemoRow(1).with(4, 'somebody else')];
  expect(await corrected(rows)).toEqual(rows);
});

test('a header that belongs to no profile is refused', async () => {
  await expect(
    corrected([
      ['a', 'b'],
      ['1', '2'],
    ]),
  ).rejects.toMatchObject({ kind: 'invalid', issues: [{ row: 1 }] });
});
