import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delimitedLine } from '../../../adapters/tables/write-delimited.ts';
import { inPieces, readAll } from './reading.ts';

const cellsOf = (table: { rows: { cells: readonly string[] }[] }) => table.rows.map((row) => row.cells);

describe('the delimiter comes from the header line', () => {
  test.each([
    ['tab', 'a\tb, c\td\n1\t2\t3\n', 'tsv', ['a', 'b, c', 'd']],
    ['comma', 'a,b,c\n1,2,3\n', 'csv', ['a', 'b', 'c']],
    ['semicolon', 'a;b;c\n"1,5";2;3\n', 'csv', ['a', 'b', 'c']],
    ['one column', 'a\n1\n', 'tsv', ['a']],
    ['delimiters in quotes', '"a,b,c";d;e\n1;2;3\n', 'csv', ['a,b,c', 'd', 'e']],
    ['line break in quotes', '"a\nb",c\n1,2\n', 'csv', ['a\nb', 'c']],
    ['blank lines first', '\n\t\t\n , \na,b\n1,2\n', 'csv', ['a', 'b']],
    ['no line end', 'a,b', 'csv', ['a', 'b']],
  ])('%s', async (_, text, format, header) => {
    const table = await readAll(text);
    expect(table).toMatchObject({ format, header: { cells: header } });
  });
});

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('%s ends a row, with and without byte order mark', async (_, end) => {
  for (const mark of ['', '\uFEFF']) {
    const table = await readAll(`${mark}a\tb${end}1\t2${end}${end}3\t4`);
    expect(table.header).toEqual({ row: 1, cells: ['a', 'b'] });
    expect(table.rows).toEqual([
      { row: 2, cells: ['1', '2'] },
      { row: 4, cells: ['3', '4'] },
    ]);
  }
});

test('rows are counted as a spreadsheet counts them', async () => {
  const table = await readAll('\na,b\n\n"x\ny",1\n,\n" ",\t\nz,2\n');
  expect(table.header.row).toBe(2);
  expect(table.rows).toEqual([
    { row: 4, cells: ['x\ny', '1'] },
    { row: 7, cells: ['z', '2'] },
  ]);
});

test('rows keep their own width', async () => {
  expect(cellsOf(await readAll('a,b\n1\n1,2,3\n'))).toEqual([['1'], ['1', '2', '3']]);
});

test('quotes inside a bare cell and doubled quotes are data', async () => {
  expect(cellsOf(await readAll('a\tb\n5" disk\t"say ""hi"""\n'))).toEqual([['5" disk', 'say "hi"']]);
});

test('cells that begin a formula are data', async () => {
  expect(cellsOf(await readAll('a,b\n=1+1,@x\n'))).toEqual([['=1+1', '@x']]);
});

test('what is written is read, in pieces of any size', async () => {
  // characters that make no cell: the byte zero is refused, lone surrogates are not text
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '🧬', '"', ',', ';', '\t', '\n', '\r', ' ', "'") });
  const table = fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('\t' as const, ',' as const, ';' as const),
      fc.integer({ min: 1, max: 40 }),
      async (rows, delimiter, size) => {
        const text = [['h1', 'h2', 'h3'], ...rows].map((cells) => delimitedLine(cells, delimiter)).join('');
        const read = await readAll(inPieces(Buffer.from(text), size));
        expect(read.delimiter).toBe(delimiter);
        expect(cellsOf(read)).toEqual(rows.filter((cells) => cells.some((text) => text.trim() !== '')));
      },
    ),
    { numRuns: 150 },
  );
});

test('memory does not grow with the rows', async () => {
  const { readTable } = await import('../../../adapters/tables/read-table.ts');
  const line = Buffer.from(`${'x'.repeat(60)}\t${'y'.repeat(60)}\n`);
  const chunk = Buffer.concat(Array.from({ length: 500 }, () => line));
  let sent = 0;
  let taken = 0;
  let ahead = 0;
  function* source() {
    for (; sent < 40 * 500; sent += 500) yield chunk;
  }
  const table = await readTable(source());
  for await (const _ of table.rows) {
    taken += 1;
    ahead = Math.max(ahead, sent - taken);
  }
  expect(taken).toBe(40 * 500 - 1);
  expect(ahead).toBeLessThanOrEqual(1_000);
});

describe('refusals say where and what to do', () => {
  test.each([
    ['nothing', Buffer.alloc(0), /The file is empty/],
    ['blank lines only', Buffer.from('\n\n , \n'), /no header row/],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /\.xls.*password.*\.xlsx/],
    ['UTF-16', Buffer.from('\uFEFFa\tb\n', 'utf16le'), /UTF-16/],
    ['gzip', Buffer.from('1f8b0800', 'hex'), /gzip/],
    ['a PDF', Buffer.from('%PDF-1.7'), /PDF/],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /binary|not UTF-8/],
    ['Latin-1', Buffer.from('name;größe\n', 'latin1'), /not UTF-8/],
    ['bytes of no text', Buffer.from('a\tb\0c\n'), /binary/],
    ['a character cut off at the end', Buffer.from('a,b\n1,2\nü').subarray(0, -1), /row 3.*not UTF-8/],
  ])('%s', async (_, bytes, message) => {
    await expect(readAll([bytes])).rejects.toMatchObject({ kind: 'invalid', message: expect.stringMatching(message) });
  });

  test('the row of the first byte that is no text', async () => {
    const good = `a,b\n${'1,2\n'.repeat(20_000)}`;
    const bytes = Buffer.concat([Buffer.from(good), Buffer.from('x,größe\n', 'latin1'), Buffer.from(good)]);
    const fault = await readAll([bytes]).catch((error: unknown) => error);
    expect(fault).toMatchObject({ issues: [{ row: 20_002, rule: 'file' }] });
    const first = Buffer.concat([Buffer.from(good), Buffer.from('ö,x\n', 'latin1')]);
    await expect(readAll([first])).rejects.toMatchObject({ issues: [{ row: 20_002 }] });
  });

  test('the row of a quote that is never closed, after the rows before it', async () => {
    const { readTable } = await import('../../../adapters/tables/read-table.ts');
    const table = await readTable([Buffer.from('a,b\n1,2\n3,4\n"open,5\n6,7\n')]);
    const rows: number[] = [];
    const reading = (async () => {
      for await (const row of table.rows) rows.push(row.row);
    })();
    await expect(reading).rejects.toMatchObject({ message: expect.stringMatching(/row 4 is never closed/) });
    expect(rows).toEqual([2, 3]);
  });

  test('a quote that swallows megabytes', async () => {
    const text = `a,b\n1,2\n"${'x,y\n'.repeat(500_000)}`;
    await expect(readAll(text)).rejects.toMatchObject({ issues: [{ row: 3 }] });
  });

  test('too many bytes, cells and characters', async () => {
    await expect(readAll('a,b\n1,2\n', { bytes: 5 })).rejects.toMatchObject({ kind: 'tooLarge' });
    await expect(readAll('a,b\n1,2,3,4\n', { columns: 3 })).rejects.toMatchObject({ issues: [{ row: 2 }] });
    await expect(readAll(`a,b\n1,${'x'.repeat(40_000)}\n`)).rejects.toMatchObject({ issues: [{ row: 2 }] });
  });
});

test('any bytes make a table or a refusal, never another error', async () => {
  const start = fc.constantFrom('', 'a,b\n1,2\n', 'PK\u0003\u0004', '"', '\uFEFF');
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), async (prefix, bytes) => {
      const outcome = await readAll([Buffer.concat([Buffer.from(prefix), bytes])]).catch(
        (error: { name: string }) => error,
      );
      if ('name' in outcome) expect(outcome.name).toBe('DomainError');
    }),
    { numRuns: 400 },
  );
});
