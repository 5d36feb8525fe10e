import { beforeAll, describe, expect, it } from 'vitest';
import { textRow, workbookOf } from '../../adapters/tables/reading.ts';
import { type Answer, call, expectOk } from '../client.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { expectRefusal } from '../refusal.ts';
import { siteAdmin } from '../shared.ts';
import {
  COLUMNS,
  csvFile,
  download,
  ended,
  form,
  manifestOf,
  manifestRow,
  type NemoSubmission,
  release,
  stepEnded,
  submit,
  tsv,
  upload,
} from '../submitting.ts';

const MIB = 1024 ** 2;
const CREATE = '/api/submission';

let person: Person;

beforeAll(async () => {
  person = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
});

interface Issue {
  message: string;
  row?: number;
  column?: string;
  value?: string;
  rule?: string;
  suggestion?: string;
}

interface DryRun {
  result: 'success' | 'failure';
  valid: boolean;
  errors: Issue[];
  totalErrors: number;
  complete: boolean;
}

const dryRun = (manifest: Buffer, name?: string): Promise<DryRun> =>
  expectOk(person, `${CREATE}?dryrun=y`, { raw: form(manifest, {}, name) });

async function historyTotal(): Promise<number> {
  return (await expectOk<{ total: number }>(person, CREATE)).total;
}

async function refused(raw: FormData | string, status: number, headers?: Record<string, string>): Promise<string> {
  const before = await historyTotal();
  const answer = await call(person, CREATE, { raw, ...(headers && { headers }) });
  const { message } = expectRefusal(answer, CREATE, status);
  expect(await historyTotal()).toBe(before);
  return message;
}

describe('a form', () => {
  const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
  const part = (head: string, body: string) => `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}`;

  it('that is none is told which one to send', async () => {
    expect(await refused('{"manifest":"x"}', 415, { 'content-type': 'application/json' })).toContain('curl -F');
    expect(await refused('File_name', 415, { 'content-type': 'text/csv' })).toContain('multipart/form-data');
    expect(await refused('x', 415, { 'content-type': 'multipart/form-data' })).toContain('multipart/form-data');
  });

  it('without a manifest is told how to send it', async () => {
    const other = new FormData();
    other.set('file', new Blob(['x']), 'manifest.tsv');
    expect(await refused(other, 400)).toContain('curl -F manifest=@manifest.tsv');
    expect(await refused('--x--\r\n', 400, multipart)).toContain('curl -F manifest=@manifest.tsv');
  });

  it('with an empty manifest is refused', async () => {
    expect(await refused(form(Buffer.alloc(0)), 400)).toContain('empty');
  });

  it('that breaks off in a file or a field, or has too many parts, is refused', async () => {
    const file = part('name="manifest"; filename="m.tsv"', 'File_name');
    expect(await refused(file, 400, multipart)).toContain('Unexpected end of form');
    expect(await refused(part('name="label"', 'x'), 400, multipart)).toContain('Unexpected end of form');
    expect(await refused('', 400, multipart)).toContain('Unexpected end of form');
    const many = `${Array.from({ length: 130 }, (_, n) => part(`name="f${n}"`, 'x')).join('\r\n')}\r\n--x--`;
    expect(await refused(many, 400, multipart)).toContain('too many parts');
  });

  it('with a field that cannot be is refused with the field', async () => {
    const manifest = manifestOf([csvFile('a.csv')]);
    expect(await refused(form(manifest, { embargo_until: '2026-13-01' }), 400)).toMatch(/embargo_until: .*YYYY-MM-DD/);
    expect(await refused(form(manifest, { label: 'x'.repeat(201) }), 400)).toMatch(/label: /);
    const unknown = new FormData();
    unknown.set('manifest_upload', '../../etc/passwd');
    expect(await refused(unknown, 404)).toContain('POST /api/v1/manifest-uploads');
  });

  it.each([
    ['no JSON', 'https://example.org'],
    ['plain HTTP', '{"url":"http://example.org","method":"POST","auth_type":"none","auth_details":null}'],
    ['an unknown key', '{"url":"https://example.org","method":"POST","auth_type":"none","auth_details":null,"x":1}'],
    ['no auth_details', '{"url":"https://example.org","method":"POST","auth_type":"none"}'],
    ['another method', '{"url":"https://example.org","method":"PATCH","auth_type":"none","auth_details":null}'],
    [
      'a port of another protocol',
      '{"url":"https://example.org:25","method":"PUT","auth_type":"none","auth_details":null}',
    ],
    [
      'a header that smuggles',
      '{"url":"https://example.org","method":"PUT","auth_type":"none","auth_details":null,"headers":{"Transfer-Encoding":"chunked"}}',
    ],
    [
      'a URL of 513 characters',
      `{"url":"https://example.org/${'x'.repeat(493)}","method":"PUT","auth_type":"none","auth_details":null}`,
    ],
  ])('with an invalid notification is refused in the documented words: %s', async (_, notification) => {
    const raw = form(manifestOf([csvFile('a.csv')]), { notification });
    expect(await refused(raw, 422)).toBe("The 'notification' document was invalid.");
    const dry = await call(person, `${CREATE}?dryrun=y`, { raw });
    expect([dry.status, dry.json]).toEqual([422, { message: "The 'notification' document was invalid." }]);
  });
});

const row = (name: string, changes: Record<string, string> = {}, access = 'open') =>
  manifestRow(csvFile(name), access, changes);
const good = row('good.csv');
const sheetOf = (rows: readonly (readonly string[])[]) => rows.map((cells, n) => textRow(n + 1, ...cells)).join('');
const workbook = (rows: readonly (readonly string[])[]) => workbookOf({ sheets: [sheetOf(rows)] });
/** A row whose Sample_ID is a formula with its result. */
const formulaRow = sheetOf([COLUMNS, good]).replace(
  '<c t="inlineStr"><is><t>S1</t></is></c>',
  '<c t="str"><f>HYPERLINK("https://example.org")</f><v>S1</v></c>',
);

interface BadManifest {
  what: string;
  manifest: Buffer;
  /** of the first error */
  error: Partial<Issue>;
  message: RegExp;
}

const BAD: readonly BadManifest[] = [
  { what: 'a header only', manifest: tsv([COLUMNS]), error: { rule: 'empty', row: 1 }, message: /no file rows/ },
  {
    what: 'a column too few',
    manifest: tsv([COLUMNS.slice(1), good.slice(1)]),
    error: { row: 1, rule: 'header' },
    message: /differ from the header fields/,
  },
  {
    what: 'columns in another order',
    manifest: tsv([COLUMNS.toReversed(), good.toReversed()]),
    error: { row: 1, rule: 'order' },
    message: /differ from the header fields/,
  },
  {
    what: 'other columns altogether',
    manifest: tsv([
      ['name', 'age'],
      ['Ada', '36'],
    ]),
    error: { row: 1, rule: 'header' },
    message: /Known profiles: 'nemo', 'bican'/,
  },
  {
    what: 'a picture for a table',
    manifest: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    error: { rule: 'file' },
    message: /UTF-8 text \(TSV or CSV\) or as an Excel workbook/,
  },
  { what: 'zeros', manifest: Buffer.alloc(1000), error: { rule: 'file' }, message: /Send the table as/ },
  {
    what: 'Latin-1 for UTF-8',
    manifest: Buffer.concat([tsv([COLUMNS]), Buffer.from(row('ä.csv').join('\t'), 'latin1')]),
    error: { rule: 'file', row: 2 },
    message: /Save it as UTF-8/,
  },
  {
    what: 'a ZIP archive that is no workbook',
    manifest: Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(100)]),
    error: { rule: 'file' },
    message: /workbook/,
  },
  {
    what: 'a workbook that expands to 300 MB',
    manifest: workbookOf({
      sheets: [''],
      also: [{ name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(300 * MIB, ' ') }],
    }),
    error: { rule: 'file' },
    message: /expands to more than/,
  },
  {
    what: 'a quote that is never closed',
    manifest: Buffer.concat([tsv([COLUMNS, good]), Buffer.from(`"${'x'.repeat(100_000)}`)]),
    error: { rule: 'file', row: 3 },
    message: /row 3/,
  },
  ...['../../etc/passwd', 'a/b.csv', 'C:\\data.csv'].map((name) => ({
    what: `the path ${name} for a name`,
    manifest: tsv([COLUMNS, good, row(name)]),
    error: { row: 3, column: 'File_name', value: name, rule: 'noPath' },
    message: /directory/,
  })),
  ...['..', '.hidden.csv', 'bell\x07.csv', 'x'.repeat(256)].map((name) => ({
    what: `the file name ${JSON.stringify(name).slice(0, 20)}`,
    manifest: tsv([COLUMNS, row(name)]),
    error: { row: 2, column: 'File_name' },
    message: /cannot be a file name|No file prefix|cannot be read/,
  })),
  {
    what: 'a formula in a workbook',
    manifest: workbookOf({ sheets: [formulaRow] }),
    error: { row: 2, column: 'Sample_ID', rule: 'formula' },
    message: /holds a formula/,
  },
  {
    what: 'an access level that there is not',
    manifest: tsv([COLUMNS, row('a.csv', { Access: 'opne' })]),
    error: { row: 2, column: 'Access', value: 'opne', suggestion: 'open' },
    message: /Valid fields are \[open;controlled;embargo\]/,
  },
  {
    what: 'two access levels',
    manifest: tsv([COLUMNS, good, row('b.csv', {}, 'embargo')]),
    error: { row: 3, column: 'Access', value: 'embargo', rule: 'mixedAccess' },
    message: /more than one level of access/,
  },
  {
    what: 'a checksum that is none',
    manifest: tsv([COLUMNS, row('a.csv', { Checksum: 'g'.repeat(32) })]),
    error: { row: 2, column: 'Checksum', rule: 'checksum' },
    message: /not a valid md5 checksum/,
  },
  {
    what: 'one file twice',
    manifest: tsv([COLUMNS, good, good]),
    error: { row: 3, column: 'File_name', rule: 'unique' },
    message: /Duplicate file name found: good\.csv/,
  },
];

describe('a manifest with', () => {
  it.each(BAD)('$what is told where and why, by a dry run', async ({ manifest, error, message }) => {
    const report = await dryRun(manifest);
    expect(report).toMatchObject({ result: 'failure', valid: false });
    const told = report.errors.find((issue) => message.test(issue.message));
    expect(told ?? report.errors).toMatchObject(error);
  });

  it.each(BAD)('$what ends the submission at its first step, with the same words', async ({ manifest, message }) => {
    const { complete, success, steps, policy } = await ended(person, await submit(person, manifest));
    expect([complete, success, steps.map(({ name }) => name)]).toEqual([true, false, ['manifest_validated']]);
    expect(steps[0]?.msg).toMatch(message);
    expect(policy === undefined || policy === 'open').toBe(true);
  });

  it('a misspelt term is told the nearest one by every road', async () => {
    const manifest = tsv([COLUMNS, row('a.csv', { Access: 'opne' })]);
    const { errors } = await expectOk<DryRun>(person, '/api/v1/manifest-checks', { raw: new Uint8Array(manifest) });
    expect(errors[0]?.suggestion).toBe('open');
    const { steps } = await ended(person, await submit(person, manifest));
    expect(steps[0]?.msg).toContain("Did you mean 'open'?");
  });

  it('a hundred errors has them all told at once', async () => {
    const rows = Array.from({ length: 100 }, (_, n) => row(`${n}.csv`, { Species: `mous${n}` }));
    const { errors, totalErrors } = await dryRun(tsv([COLUMNS, ...rows]));
    expect([totalErrors, errors.length, errors.at(-1)?.row]).toEqual([100, 100, 101]);
  });
});

describe('a manifest that is good', () => {
  it.each([
    ['a workbook', workbook],
    ['text', tsv],
  ])('as %s, with trailing cells cut and cells that look like formulas, is finished without harm', async (_, write) => {
    const file = csvFile('cells.csv');
    const full = manifestRow(file, 'open', { Sample_ID: '=1+2', Anatomical_site: '@SUM(A1)' });
    const manifest = write([COLUMNS, full.slice(0, 14)]);
    const id = await submit(person, manifest);
    await stepEnded(person, id, 'manifest_validated');
    await upload(person, id, [file]);
    expect((await ended(person, id)).success).toBe(true);
    const finished = String(await download(person, `/api/v1/submissions/${id}/outputs/finished-manifest.tsv`));
    const [header = [], cells = []] = finished
      .trim()
      .split('\r\n')
      .map((line) => line.split('\t'));
    expect(header).toEqual([...COLUMNS, 'Identifier', 'URL']);
    const value = (column: string) => cells[header.indexOf(column)];
    expect([value('Sample_ID'), value('Anatomical_site')]).toEqual(["'=1+2", "'@SUM(A1)"]);
    expect(value('Identifier')).toMatch(/^nemo:fil-/);
    expect(value('URL')).toBe(`${person.url}/open/${id}/cells.csv`);
  });
});

describe('a workbook whose manifest is not its first sheet', () => {
  it('is finished from the sheet that its profile names', async () => {
    const columns = ['Sheet_file', 'Sheet_note'];
    const profile = {
      title: 'On a sheet of its own',
      columns: columns.map((name) => ({ name, required: name === 'Sheet_file' })),
      sheet: 'files',
      fileName: { column: 'Sheet_file' },
      access: { policy: 'open' },
    };
    const path = '/api/v1/manifest-profiles/of-a-sheet';
    const { version } = await expectOk<{ version: number }>(siteAdmin(), path, { method: 'PUT', body: profile });
    const file = csvFile('on-a-sheet.csv');
    const sheets = [sheetOf([['Read me'], ['first']]), sheetOf([columns, [file.name, 'x']])];
    const id = await submit(person, workbookOf({ sheets, names: ['about', 'files'] }));
    await stepEnded(person, id, 'manifest_validated');
    await upload(person, id, [file]);
    expect(await ended(person, id)).toMatchObject({ success: true, policy: 'open' });
    const finished = String(await download(person, `/api/v1/submissions/${id}/outputs/finished-manifest.tsv`));
    expect(finished.split('\r\n').map((line) => line.split('\t').slice(0, 3))).toEqual([
      [...columns, 'Identifier'],
      [file.name, 'x', expect.stringMatching(/^nemo:fil-/)],
      [''],
    ]);
    await expectOk(siteAdmin(), `${path}?version=${version}`, { method: 'DELETE' });
  });
});

/** 10 MB with few files: long texts in columns that nobody checks. */
function largeManifest(files: readonly ReturnType<typeof csvFile>[]): Buffer {
  const notes = ['Anatomical_site', 'Counts_pipeline', 'Read_aligner', 'Genome_build', 'Gene_set_release', 'CA_IC_id'];
  const changes = Object.fromEntries(notes.map((column) => [column, 'x'.repeat(32_000)]));
  return tsv([COLUMNS, ...files.map((file) => manifestRow(file, 'open', changes))]);
}

describe('a manifest of 10 MB', () => {
  const files = Array.from({ length: 55 }, (_, n) => csvFile(`large-${n}.csv`));
  const manifest = largeManifest(files);
  let other: Person;

  beforeAll(async () => {
    expect(manifest.length).toBeGreaterThan(10 * MIB);
    other = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
  });

  async function uploaded(bytes: Buffer): Promise<FormData> {
    const body = { size: bytes.length };
    const announced = await expectOk<{ manifest: string; url: string; headers: Record<string, string> }>(
      person,
      '/api/v1/manifest-uploads',
      { body },
    );
    const put = await fetch(announced.url, { method: 'PUT', headers: announced.headers, body: new Uint8Array(bytes) });
    expect([put.status, await put.text()]).toEqual([200, '']);
    const data = new FormData();
    data.set('manifest_upload', announced.manifest);
    return data;
  }

  it('is refused in a request, with the other way', async () => {
    for (const path of [CREATE, `${CREATE}?dryrun=y`]) {
      const { message } = expectRefusal(await call(person, path, { raw: form(manifest) }), CREATE, 413);
      expect(message).toMatch(/4500000 pass.* POST \/api\/v1\/manifest-uploads .* manifest_upload/);
    }
    const answer: Answer = await call(person, '/api/v1/manifest-checks', { raw: new Uint8Array(manifest) });
    expect(expectRefusal(answer, '/api/v1/manifest-checks', 413).message).toContain('/api/v1/manifest-uploads');
  });

  it('goes the other way, and only for whoever uploaded it', async () => {
    const raw = await uploaded(manifest);
    const report = await expectOk<DryRun>(person, `${CREATE}?dryrun=y`, { raw });
    expect(report).toMatchObject({ result: 'success', valid: true, rows: files.length });
    const check = { body: { manifest: raw.get('manifest_upload') }, headers: { 'content-type': 'application/json' } };
    expect(await expectOk(person, '/api/v1/manifest-checks', check)).toMatchObject({ valid: true });
    expectRefusal(await call(other, CREATE, { raw }), CREATE, 404);
    const { id } = await expectOk<{ id: string }>(person, CREATE, { raw });
    const submission: NemoSubmission = await stepEnded(person, id, 'manifest_validated');
    expect(submission.steps).toMatchObject([{ name: 'manifest_validated', success: true }]);
  });

  it('that is wrong is told so the other way as well', async () => {
    const raw = await uploaded(Buffer.concat([manifest, Buffer.from('one cell\n')]));
    const report = await expectOk<DryRun>(person, `${CREATE}?dryrun=y`, { raw });
    expect(report).toMatchObject({ result: 'failure', errors: [{ row: files.length + 2, rule: 'width' }] });
  });
});

describe('after all this', () => {
  it('the service takes the next submission in', async () => {
    expect((await release(person, [csvFile('next.csv')])).success).toBe(true);
  });
});
