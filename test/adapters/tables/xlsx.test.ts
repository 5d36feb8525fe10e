import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { columnLetters, writeWorkbook } from '../../../adapters/tables/xlsx/write-xlsx.ts';
import { readAll, textRow, workbookOf } from './reading.ts';

const read = (bytes: Buffer, sheets: string[] = []) => readAll([bytes], {}, sheets);

test('what is written is read', async () => {
  const rows = [
    ['File_name', 'Sample', 'note'],
    ['a & b <c> "d"', '00042', ' spaces '],
    ['line\nbreak', '', '漢字 🧬'],
  ];
  const table = await read(writeWorkbook([{ name: 'manifest', rows }]));
  expect(table).toMatchObject({ format: 'xlsx', sheet: 'manifest', header: { row: 1, cells: rows[0] } });
  expect(table.rows.map((row) => row.cells)).toEqual(rows.slice(1));
});

test('shared strings, in runs, with phonetic readings and escapes', async () => {
  const strings =
    '<sst><si><t>name</t></si><si><r><t xml:space="preserve">one </t></r><r><t>two</t></r></si>' +
    '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si><t>a_x000A_b</t></si><si/><si><t><![CDATA[<x>]]></t></si></sst>';
  const cells = [0, 1, 2, 3, 4, 5].map((index) => `<c t="s"><v>${index}</v></c>`).join('');
  const table = await read(workbookOf({ sheets: [`<row>${cells}</row>`], strings }));
  expect(table.header.cells).toEqual(['name', 'one two', '東京', 'a\nb', '', '<x>']);
});

test('cells and rows stand where they say; a row is as wide as the header', async () => {
  const sheet = `${textRow(3, 'a', 'b', 'c', 'd')}<row r="7"><c r="B7" t="str"><v>x</v></c></row><row r="9"/><row><c><v>5</v></c></row>`;
  const table = await read(workbookOf({ sheets: [sheet] }));
  expect(table.header.row).toBe(3);
  expect(table.rows).toEqual([
    { row: 7, cells: ['', 'x', '', ''] },
    { row: 10, cells: ['5', '', '', ''] },
  ]);
});

test('prefixed names, as other writers use them, and the strict flavour of the format', async () => {
  const content =
    '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>h</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>';
  const table = await read(workbookOf({ sheets: [''], also: [{ name: 'xl/worksheets/sheet1.xml', content }] }));
  expect(table.header.cells).toEqual(['h']);
});

describe('values are texts as the sheet shows them', () => {
  const styles =
    '<numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd&quot;h&quot;"/>' +
    '<numFmt numFmtId="166" formatCode="[Red]#,##0&quot; days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
    `<cellXfs>${[0, 164, 14, 22, 20, 9, 2, 165, 166].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>`;
  test.each([
    ['integer', '<c><v>42</v></c>', '42'],
    ['what 0.1 + 0.2 leaves', '<c><v>0.30000000000000004</v></c>', '0.3'],
    ['exponent', '<c><v>1E-3</v></c>', '0.001'],
    ['zero-padded', '<c s="1"><v>42</v></c>', '00042'],
    ['date', '<c s="2"><v>45000</v></c>', '2023-03-15'],
    ['date and time', '<c s="3"><v>45000.75</v></c>', '2023-03-15T18:00:00'],
    ['time', '<c s="4"><v>0.5</v></c>', '12:00:00'],
    ['per cent', '<c s="5"><v>0.5</v></c>', '50%'],
    ['two decimals', '<c s="6"><v>-1.005</v></c>', '-1.00'],
    ['own date format', '<c s="7"><v>45000</v></c>', '2023-03-15'],
    ['number with a word that looks like a date', '<c s="8"><v>1234</v></c>', '1234'],
    ['true', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['false', '<c t="b"><v>0</v></c>', 'FALSE'],
    ['ISO date', '<c t="d"><v>2023-03-15</v></c>', '2023-03-15'],
    ['unknown style', '<c s="99"><v>7</v></c>', '7'],
    ['unknown text', '<c t="s"><v>99</v></c>', ''],
  ])('%s', async (_, cell, text) => {
    const table = await read(
      workbookOf({ sheets: [`${textRow(1, 'h', 'k')}<row>${cell}<c t="str"><v>end</v></c></row>`], styles }),
    );
    expect(table.rows[0]?.cells).toEqual([text, 'end']);
  });

  test('dates of workbooks that count from 1904', async () => {
    const sheets = [`${textRow(1, 'h')}<row><c s="2"><v>43538</v></c></row>`];
    const table = await read(workbookOf({ sheets, styles, workbookPr: '<workbookPr date1904="1"/>' }));
    expect(table.rows[0]?.cells).toEqual(['2023-03-15']);
  });
});

test('formulas and errors are marked, their stored values kept', async () => {
  const cells =
    '<c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>CONCAT("a")</f><v>a</v></c><c r="C2" t="e"><v>#N/A</v></c><c r="D2"><f t="shared" si="0"/></c>';
  const table = await read(workbookOf({ sheets: [`${textRow(1, 'a', 'b', 'c', 'd')}<row r="2">${cells}</row>`] }));
  expect(table.rows).toEqual([
    {
      row: 2,
      cells: ['2', 'a', '#N/A', ''],
      faults: [
        { index: 0, kind: 'formula' },
        { index: 1, kind: 'formula' },
        { index: 2, kind: 'error' },
        { index: 3, kind: 'formula' },
      ],
    },
  ]);
});

test('a workbook of another writer, with shared strings and its own styles', async () => {
  const file = new URL('./fixtures/openpyxl-3.1.5.xlsx', import.meta.url);
  const table = await read(await readFile(file));
  expect(table).toMatchObject({ sheet: 'manifest', header: { cells: expect.arrayContaining(['name', 'pad']) } });
  expect(table.rows).toEqual([
    {
      row: 2,
      cells: ['a é', '1.5', '2024-02-29', '2024-02-29T13:05:06', 'TRUE', '', '00042', '25%', '13:05:00'],
      faults: [{ index: 5, kind: 'formula' }],
    },
  ]);
});

describe('the sheet', () => {
  const sheets = ['', textRow(1, 'first'), textRow(1, 'second'), textRow(1, 'third')];
  const names = ['Readme', 'One', 'File', 'Three'];

  test('is the first one that holds anything', async () => {
    expect(await read(workbookOf({ sheets, names }))).toMatchObject({ sheet: 'One', header: { cells: ['first'] } });
  });

  test('is the one that is asked for', async () => {
    expect(await read(workbookOf({ sheets, names }), ['nope', 'file'])).toMatchObject({ sheet: 'File' });
  });

  test('is a hidden one only if nothing else is there, or it is asked for', async () => {
    const states = ['', 'state="hidden"', '', ''];
    expect(await read(workbookOf({ sheets, names, states }))).toMatchObject({ sheet: 'File' });
    expect(await read(workbookOf({ sheets, names, states }), ['One'])).toMatchObject({ sheet: 'One' });
  });
});

test('columns are lettered as in a spreadsheet', () => {
  expect([0, 25, 26, 27, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AB', 'ZZ', 'AAA']);
});
