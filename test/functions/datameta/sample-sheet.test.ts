import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWorkbook } from '../../../adapters/tables/xlsx/write-xlsx.ts';
import { define, stage } from './data.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

interface Row {
  row: number;
  record: Record<string, string | null>;
  errors: object[];
}

let site: DatametaSite;
let member: Somebody;
beforeAll(async () => {
  site = await startDatametaSite();
  const lab = await site.group('Lab');
  const admin = await site.person(lab, 'admin', { siteAdmin: true });
  member = await site.person(lab, 'member');
  await define(
    site,
    admin,
    { name: 'ID', isMandatory: true, order: 1 },
    { name: 'Date', dateTimeFmt: '%d.%m.%Y', order: 2 },
    { name: 'ZIP Code', regExp: '\\d{3}', regexDescription: 'Three digits', order: 3 },
  );
});
afterAll(() => site.close());

const convert = (raw: string | Uint8Array) =>
  site.ask<Row[]>('POST /api/v1/rpc/convert-sample-sheet', { token: member.token, raw });

const TSV = 'Extra\tZIP Code\tID\tDate\nx\t123\tA1\t01.02.2021\n\nx\t12\tA2\t\ny\t123\tA1\t01.02.2021\n';
const EXPECTED = [
  { row: 2, record: { ID: 'A1', Date: '01.02.2021', 'ZIP Code': '123' }, errors: [] },
  {
    row: 4,
    record: { ID: 'A2', Date: null, 'ZIP Code': '12' },
    errors: [{ field: 'ZIP Code', message: 'Three digits' }],
  },
];

describe('converting a sample sheet', () => {
  it.each([
    ['TSV', TSV],
    ['CSV', TSV.replaceAll('\t', ',')],
    ['CSV with semicolons and a byte order mark', `\uFEFF${TSV.replaceAll('\t', ';').replaceAll('\n', '\r\n')}`],
  ])('makes records of the rows of a %s', async (_what, text) => {
    expect(await convert(text)).toMatchObject({ status: 200, body: EXPECTED });
  });

  it('takes the sheet of a form, and its records can be staged as they are', async () => {
    const form = new FormData();
    form.set('file', new File([TSV], 'sheet.tsv'));
    const { body } = await site.ask<Row[]>('POST /api/v1/rpc/convert-sample-sheet', { token: member.token, form });
    expect(body).toEqual(EXPECTED);
    await stage(site, member, body[0]?.record ?? {});
  });

  it('reads workbooks, dates in the form of their metadatum', async () => {
    const rows = TSV.trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    const iso = rows.map((cells) => cells.map((cell) => (cell === '01.02.2021' ? '2021-02-01' : cell)));
    const { status, body } = await convert(workbook(iso));
    expect(status).toBe(200);
    expect(body.map(({ record }) => record)).toEqual(EXPECTED.map(({ record }) => record));
  });

  it.each([
    ['missing columns', 'ID\nA1\n', ['Missing columns: Date, ZIP Code.']],
    ['nothing at all', '', ['Unable to parse the sample sheet.', expect.stringContaining('empty')]],
    [
      'bytes that are no table',
      new Uint8Array([0, 255, 254, 1, 2, 3, 0, 0]),
      ['Unable to parse the sample sheet.', expect.any(String)],
    ],
    [
      'a workbook that is broken',
      new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]),
      ['Unable to parse the sample sheet.', expect.any(String)],
    ],
  ])('refuses %s', async (_what, sheet, messages) => {
    const { status, body } = await convert(sheet);
    expect(status).toBe(400);
    expect((body as unknown as { message: string }[]).map(({ message }) => message)).toEqual(messages);
  });
});

const workbook = (rows: readonly (readonly string[])[]): Uint8Array => writeWorkbook([{ name: 'Samples', rows }]);
