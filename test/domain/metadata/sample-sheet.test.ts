import { describe, expect, it } from 'vitest';
import { readTable } from '../../../adapters/tables/read-table.ts';
import { readSampleSheet } from '../../../domain/metadata/sample-sheet.ts';
import { DOCUMENTED, definition, SERVICE } from './definitions.ts';

const definitions = [
  definition('b', { order: 2 }),
  definition('a', { order: 1 }),
  definition('of a service', { service: SERVICE }),
];

const sheet = async (text: string, by = definitions) => readSampleSheet(await readTable([Buffer.from(text)]), by);

describe('sample sheets', () => {
  it('reads a column per metadatum, leaves others and repeated rows out, and takes blanks for nothing', async () => {
    expect(await sheet('b,more,a\n1,x,2\n1,y,2\n ,x,3\n,,\n"x, y",,"4"\n')).toEqual([
      { row: 2, record: { a: '2', b: '1' } },
      { row: 4, record: { a: '3', b: null } },
      { row: 6, record: { a: '4', b: 'x, y' } },
    ]);
  });

  it('names all missing columns', async () => {
    await expect(sheet('ZIP Code\n123\n', [...DOCUMENTED])).rejects.toMatchObject({
      kind: 'invalid',
      issues: [{ message: 'Missing columns: #ID, Date, FileR1, FileR2.' }],
    });
  });

  it('refuses columns that could be meant either way', async () => {
    await expect(sheet('a,b,a\n1,2,3\n')).rejects.toMatchObject({ message: 'Columns that occur twice: a.' });
  });

  it('refuses formulas in the columns that count', async () => {
    const row = (index: number) => ({ row: 2, cells: ['1', '2', '3'], faults: [{ index, kind: 'formula' as const }] });
    const table = (index: number) => ({
      header: { row: 1, cells: ['a', 'b', 'c'] },
      rows: (async function* () {
        yield row(index);
      })(),
    });
    await expect(readSampleSheet(table(1), definitions)).rejects.toThrow('Row 2 has a formula');
    expect(await readSampleSheet(table(2), definitions)).toHaveLength(1);
  });
});
