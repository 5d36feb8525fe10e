import { describe, expect, test } from 'vitest';
import type { TableLimits } from '../../../adapters/tables/limits.ts';
import { zipOf } from '../../../adapters/tables/xlsx/write-zip.ts';
import { readAll, textRow, type WorkbookParts, workbookOf } from './reading.ts';

const HEADER = textRow(1, 'a', 'b');

function refused(bytes: Buffer, message: RegExp, limits: Partial<TableLimits> = {}) {
  return expect(readAll([bytes], limits)).rejects.toMatchObject({
    name: 'DomainError',
    message: expect.stringMatching(message),
  });
}

const sheetPart = (content: string | Buffer): WorkbookParts => ({
  sheets: [''],
  also: [{ name: 'xl/worksheets/sheet1.xml', content }],
});

describe('bombs', () => {
  test('a part that expands beyond the limit is not expanded', async () => {
    const bomb = workbookOf(sheetPart(Buffer.alloc(8 * 1024 * 1024, ' ')));
    expect(bomb.length).toBeLessThan(20_000);
    await refused(bomb, /expands to more than/, { expandedBytes: 1024 * 1024 });
  });

  test('parts that are small each and too large together', async () => {
    const rows = textRow(2, 'x'.repeat(30_000), 'y');
    const strings = `<sst>${`<si><t>${'z'.repeat(30_000)}</t></si>`.repeat(20)}</sst>`;
    await refused(workbookOf({ sheets: [HEADER + rows.repeat(1)], strings }), /expands to more than/, {
      expandedBytes: 620_000,
    });
  });

  test('a part that claims to be smaller than it is', async () => {
    const honest = workbookOf(sheetPart(`<worksheet>${' '.repeat(500_000)}</worksheet>`));
    const lying = Buffer.from(honest);
    const directory = lying.indexOf(
      Buffer.from('xl/worksheets/sheet1.xml'),
      lying.indexOf(Buffer.from('PK\x01\x02', 'latin1')),
    );
    // the size stands 22 bytes before the name in a record of the central directory
    lying.writeUInt32LE(1_000, directory - 22);
    await refused(lying, /damaged/);
  });

  test('a blank megabyte within one element', async () => {
    await refused(workbookOf(sheetPart(`<worksheet ${' '.repeat(3_000_000)}>`)), /endless element/);
  });

  test('a text of megabytes in one cell', async () => {
    await refused(workbookOf({ sheets: [HEADER + textRow(2, 'x'.repeat(900_000))] }), /more than 32767 characters/);
  });

  test('elements nested without end', async () => {
    await refused(workbookOf(sheetPart('<a>'.repeat(100_000))), /nests too deep/);
  });

  test('entities', async () => {
    const lol =
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>';
    await refused(workbookOf(sheetPart(lol)), /document type/);
  });

  test('an entity that is not declared', async () => {
    await refused(workbookOf(sheetPart('<worksheet><row><c><v>&file;</v></c></row></worksheet>')), /damaged/);
  });

  test('too many parts, cells, texts, columns', async () => {
    const also = Array.from({ length: 60 }, (_, index) => ({ name: `x${index}`, content: '' }));
    await refused(workbookOf({ sheets: [HEADER], also }), /has 65 parts/, { entries: 50 });
    await refused(workbookOf({ sheets: [HEADER + textRow(2, 'c', 'd')] }), /more than 3 filled cells/, { cells: 3 });
    const strings = '<sst><si><t>one</t></si><si><t>two</t></si></sst>';
    await refused(workbookOf({ sheets: [HEADER], strings }), /too much text/, { sharedStrings: 1 });
    await refused(workbookOf({ sheets: [HEADER], strings }), /too much text/, { sharedCharacters: 5 });
    await refused(workbookOf({ sheets: [`${HEADER}<row><c r="XFD2"><v>1</v></c></row>`] }), /beyond column 1024/);
  });

  test('empty cells far out cost nothing', async () => {
    const row = (number: number) =>
      `<row r="${number}"><c r="A${number}"><v>1</v></c><c r="XFD${number}" s="1"/></row>`;
    const rows = Array.from({ length: 500 }, (_, index) => row(index + 2)).join('');
    const table = await readAll([workbookOf({ sheets: [HEADER + rows] })]);
    expect(table.rows).toHaveLength(500);
    expect(table.rows[0]?.cells).toEqual(['1', '']);
  });
});

describe('damage', () => {
  const good = workbookOf({ sheets: [HEADER] });

  test('cut off anywhere', async () => {
    for (let length = 4; length < good.length; length += 97)
      await refused(good.subarray(0, length), /damaged|zip archive/);
  });

  test('one byte turned anywhere makes a table or a refusal, never another error', async () => {
    for (let at = 4; at < good.length; at += 5) {
      const turned = Buffer.from(good);
      turned[at] = (turned[at] ?? 0) ^ 0x55;
      const outcome = await readAll([turned]).catch((error: { name: string }) => error);
      if ('name' in outcome) expect(outcome.name).toBe('DomainError');
    }
  });

  test('two parts of one name', async () => {
    const also = [{ name: 'XL/workbook.xml', content: '' }];
    await refused(workbookOf({ sheets: [HEADER], also }), /two parts/);
  });

  test('rows that go backwards', async () => {
    await refused(workbookOf({ sheets: [textRow(5, 'a') + textRow(5, 'b')] }), /after row 5 comes row '5'/);
  });

  test('XML that ends early, and XML that is no UTF-8', async () => {
    await refused(workbookOf(sheetPart('<worksheet><sheetData>')), /damaged/);
    await refused(workbookOf(sheetPart(Buffer.from('<worksheet>\xff</worksheet>', 'latin1'))), /not UTF-8/);
  });

  test('an encrypted part', async () => {
    const encrypted = Buffer.from(good);
    const record = encrypted.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    encrypted.writeUInt16LE(encrypted.readUInt16LE(record + 8) | 1, record + 8);
    await refused(encrypted, /encrypted/);
  });
});

describe('zip archives that are no workbooks', () => {
  test.each([
    ['any archive', zipOf([{ name: 'manifest.tsv', content: 'a\tb' }])],
    [
      'a text document',
      zipOf([
        {
          name: '[Content_Types].xml',
          content:
            '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        },
      ]),
    ],
    ['an empty archive', zipOf([])],
  ])('%s', async (_, bytes) => {
    await refused(bytes, /zip archive, but not an Excel workbook/);
  });

  test('a workbook without any text', async () => {
    await refused(workbookOf({ sheets: ['<row r="1"><c s="1"/></row>', ''] }), /workbook is empty/);
  });
});
