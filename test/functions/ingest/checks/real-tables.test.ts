import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failedOf, faultsOf, type Scans, startScanning, tableCheck } from './scanning.ts';

let scans: Scans;
beforeAll(async () => {
  scans = await startScanning();
});
afterAll(() => scans.close());

const PEOPLE = [
  { name: 'id', type: 'integer', constraints: { required: true } },
  { name: 'name', type: 'string', constraints: { maxLength: 12 } },
  { name: 'born', type: 'date' },
];
const people = (more: object = {}, schema: object = {}) => tableCheck(PEOPLE, more, schema);
const GOOD = 'id,name,born\n1,Ann,2001-02-03\n2,Bert,\n';

describe('how a table is written', () => {
  it.each<[string, string | Uint8Array]>([
    ['commas', GOOD],
    ['semicolons', GOOD.replaceAll(',', ';')],
    ['tabs', GOOD.replaceAll(',', '\t')],
    ['pipes', GOOD.replaceAll(',', '|')],
    ['CR LF', GOOD.replaceAll('\n', '\r\n')],
    ['CR', GOOD.replaceAll('\n', '\r')],
    ['no line end at the end', GOOD.trimEnd()],
    ['a byte order mark', `\uFEFF${GOOD}`],
    ['UTF-16, little endian, with a mark', Buffer.from(`\uFEFF${GOOD}`, 'utf16le')],
    ['UTF-16, big endian, with a mark', Buffer.from(`\uFEFF${GOOD}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(GOOD, 'utf16le')],
    ['quotes around every cell', GOOD.replaceAll(/[^,\n]+/g, '"$&"')],
    ['blanks around cells', GOOD.replaceAll(/[^,\n]+/g, '  $&\t ').replaceAll(/(?<=^|\n) +/g, '')],
    ['other columns first', 'born,name,id\n2001-02-03,Ann,1\n,Bert,2\n'],
    ['blank lines and rows of nothing', GOOD.replaceAll('\n', '\n\n,,\n')],
    ['quoted line ends and delimiters', 'id,name,born\n1,"A,\nB",2001-02-03\n2,"C ""D""",\n'],
  ])('%s: all is well', async (_, content) => {
    const outcome = await scans.scan(content, people());
    expect(faultsOf(outcome)).toEqual([]);
    expect(outcome.table?.rows).toBe(2);
  });

  it.each([
    ['Windows-1252', Buffer.from('id,name,born\n1,Zo\xeb \x80,2001-02-03\n', 'latin1'), 'windows-1252', 'Zoë €'],
    ['UTF-8', Buffer.from('id,name,born\n1,Zoë €,2001-02-03\n'), 'utf-8', 'Zoë €'],
  ])('%s is found out, and cleaned to UTF-8', async (_, content, encoding, name) => {
    const outcome = await scans.scan(content, people({ cleaned: true }));
    expect(outcome.table?.encoding).toBe(encoding);
    expect(await scans.cleaned()).toBe(`id,name,born\r\n1,${name},2001-02-03\r\n`);
  });

  it('a dialect that is declared is taken at its word', async () => {
    const dialect = { delimiter: ';', quoteChar: "'", header: false, skipRows: 2, commentChar: '#' };
    const outcome = await scans.scan("a\nb\n#c\n1;'x;y';2001-02-03\n#d\nz;'';\n", people({ dialect }));
    expect(faultsOf(outcome)).toEqual(['6 id type(id)']);
    expect(outcome.table?.rows).toBe(2);
  });
});

describe('what is wrong with a table', () => {
  it.each<[string, string | Uint8Array, string[]]>([
    ['an empty file', '', ['file']],
    ['nothing but blank lines', '\n\n\r\n', ['file']],
    ['ragged rows', 'id,name,born\n1,Ann\n2,Bert,,\n3,C,\n', ['2 width', '3 width']],
    ['a quotation mark that is never closed', 'id,name,born\n1,"Ann,2001-02-03\n2,B,\n', ['2 name quotes', '2 width']],
    ['text behind a quoted cell', 'id,name,born\n1,"Ann" B,\n', ['2 name quotes']],
    ['a NUL byte', 'id,name,born\n1,A\0,\n2,B,\n', ['2 name encoding']],
    ['a missing column', 'id,name\n1,A\n', ['1 born header']],
    ['a further column', 'id,name,born,age\n1,A,,3\n', ['1 age header']],
    ['a name that stands twice', 'id,name,name,born\n1,A,B,\n', ['1 name header']],
    ['a column without a name', 'id,name,born,\n1,A,,\n', ['1 header']],
    [
      'values of other types',
      'id,name,born\nx,A,31.12.2001\n1.5,B,2001-02-30\n',
      ['2 id type(id)', '2 born type(born)', '3 id type(id)', '3 born type(born)'],
    ],
    ['what is missing', 'id,name,born\n,A,\n', ['2 id required(id)']],
    ['what is too long', 'id,name,born\n1,Ääääääääääää,\n2,Äääääääääääää,\n', ['3 name maxLength(name)']],
  ])('%s is told', async (_, content, faults) => {
    expect(faultsOf(await scans.scan(content, people()))).toEqual(faults);
  });

  it('a byte that is no character of the encoding is told where it is', async () => {
    const bytes = Buffer.from('id,name,born\n1,Zoë,\n2,Jos\xe9,\n3,Ünal,\n', 'latin1');
    const mixed = Buffer.concat([
      Buffer.from('id,name,born\n1,Zoë,\n4,Ünal,\n5,Øre,\n2,Jos'),
      Buffer.from([0xe9]),
      Buffer.from(',\n'),
    ]);
    expect(faultsOf(await scans.scan(mixed, people()))).toEqual(['5 name encoding']);
    expect(faultsOf(await scans.scan(bytes, people({ encoding: 'utf-8' })))).toEqual([
      '2 name encoding',
      '3 name encoding',
      '4 name encoding',
    ]);
    const undefinedByte = Buffer.from('id,name,born\n1,\x81,\n2,\x80,\n', 'latin1');
    expect(faultsOf(await scans.scan(undefinedByte, people({ encoding: 'windows-1252' })))).toEqual([
      '2 name encoding',
    ]);
  });

  it('the header is told by what the schema asks of it', async () => {
    const header = async (names: string, fieldsMatch: string) =>
      (await scans.scan(`${names}\n`, people({}, { fieldsMatch }))).errors.map(({ message }) => message);
    expect(await header('id,born,name', 'equal')).toEqual([]);
    expect(await header('id,born,name', 'exact')).toEqual(["Column 2 must be 'name'; the order is fixed."]);
    expect(await header('id,born,name,x', 'subset')).toEqual([]);
    expect(await header('id,born', 'superset')).toEqual([]);
    expect(await header('id,x', 'partial')).toEqual([]);
    expect(await header('x,y', 'partial')).toEqual(['None of the columns id, name, born is there.']);
    expect(await header('id,Name,born', 'equal')).toEqual([
      "The column 'name' is missing; is 'Name' meant to be it?",
      "The schema has no column 'Name'.",
    ]);
  });

  it('a single line of 100 MB is refused after a few of them', async () => {
    let asked = 0;
    const size = 100 * 1024 ** 2;
    const piece = Buffer.alloc(4 * 1024 ** 2, 'x');
    const { scanTable } = await import('../../../../functions/ingest/checks/scan-table.ts');
    const file = {
      size,
      read: async (start: number, end: number) => {
        asked += end - start;
        return start === 0 ? Buffer.from(`id,name,born\n1,${piece.toString()}`).subarray(0, end) : Buffer.from(piece);
      },
    };
    const job = { check: people(), fileName: 'x.csv', file, referred: [], isLate: () => false, nonce: '' };
    const unused = undefined as never;
    const result = await scanTable({ ...job, work: unused, cleaned: unused });
    if (!result.done) throw new Error('not refused');
    expect(result.outcome.errors[0]?.message).toContain('Row 2 is longer than 1,048,576 bytes');
    expect(asked).toBeLessThan(20 * 1024 ** 2);
  });

  it('a workbook that is too large to be held is refused unread', async () => {
    const { scanTable } = await import('../../../../functions/ingest/checks/scan-table.ts');
    let asked = 0;
    const read = async (start: number, end: number) => {
      asked += end - start;
      return Buffer.from('PK\x03\x04');
    };
    const unused = undefined as never;
    const rest = { work: unused, cleaned: unused, referred: [], isLate: () => false, nonce: '' };
    const result = await scanTable({ check: people(), fileName: 'x.xlsx', file: { size: 5e9, read }, ...rest });
    expect(result).toMatchObject({ outcome: { errors: [{ message: expect.stringContaining('save it as CSV') }] } });
    expect(asked).toBe(4);
  });

  it('names that say what a file is not are told', async () => {
    const named = async (content: string | Uint8Array, fileName: string) =>
      (await scans.scan(content, people(), { fileName })).errors.map(({ message }) => message);
    expect(await named(GOOD, 'x.xlsx')).toEqual(['x.xlsx is named as an Excel workbook, and is none.']);
    expect(await named(Buffer.from('PK\x03\x04'), 'x.csv')).toEqual([
      'x.csv is an Excel workbook: give it a name that ends in .xlsx, or save it as text.',
    ]);
    expect(await named(GOOD, 'table')).toEqual([]);
  });

  it('thousands of errors are counted, some of each rule are listed', async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => `x,${index === 4_000 ? 'much too long a name' : 'A'},`);
    const outcome = await scans.scan(`id,name,born\n${rows.join('\n')}`, people({ maxErrors: 100 }));
    expect(failedOf(outcome)).toEqual({ 'type(id)': 5_000, 'maxLength(name)': 1 });
    expect(outcome.errors).toHaveLength(101);
    expect(outcome.errors.at(-1)).toMatchObject({ row: 4_002, column: 'name', value: 'much too long a name' });
  });
});
