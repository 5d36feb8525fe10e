import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../../adapters/tables/read-table.ts';
import { delimitedLine } from '../../../adapters/tables/write-delimited.ts';
import { writeWorkbook } from '../../../adapters/tables/xlsx/write-xlsx.ts';
import { nemoRow, nemoRows } from '../../domain/manifest/nemo-rows.ts';
import { type Ask, type ManifestSite, startManifestSite } from './site.ts';

let site: ManifestSite;
beforeAll(async () => {
  site = await startManifestSite();
});
afterAll(() => site.close());

const as =
  (token: string) =>
  (method: string, path: string, ask: Omit<Ask, 'token'> = {}) =>
    site.call(method, path, { ...ask, token });
const asUser = (method: string, path: string, ask?: Omit<Ask, 'token'>) => as(site.user)(method, path, ask);
const asAdmin = (method: string, path: string, ask?: Omit<Ask, 'token'>) => as(site.admin)(method, path, ask);

const tsv = (rows: readonly (readonly string[])[]) =>
  Buffer.from(rows.map((cells) => delimitedLine(cells, '\t')).join(''));
const CHECKS = '/api/v1/manifest-checks';

describe('reading definitions', () => {
  test('lists profiles and vocabularies', async () => {
    const profiles = await asUser('GET', '/api/v1/manifest-profiles');
    expect(profiles.body.profiles).toMatchObject([
      { name: 'nemo', enabled: true, version: 0, builtIn: true },
      { name: 'bican', enabled: true, version: 0, builtIn: true },
    ]);
    expect(profiles.body.profiles[0].columns).toHaveLength(24);
    const vocabularies = await asUser('GET', '/api/v1/vocabularies');
    expect(vocabularies.body.vocabularies).toContainEqual(expect.objectContaining({ name: 'Lab', terms: 42 }));
    const species = await asUser('GET', '/api/v1/vocabularies/Species');
    expect(species.body).toMatchObject({ name: 'Species', version: 0, terms: expect.arrayContaining(['mouse']) });
  });

  test('an unknown name is told with the known ones', async () => {
    const answer = await asUser('GET', '/api/v1/manifest-profiles/nope');
    expect(answer).toMatchObject({
      status: 404,
      body: { detail: "There is no manifest profile 'nope'. There are: nemo, bican." },
    });
  });

  test('nobody reads without a token', async () => {
    expect((await site.call('GET', '/api/v1/vocabularies')).status).toBe(401);
  });
});

describe('changing definitions', () => {
  const body = {
    title: 'Images',
    columns: [
      { name: 'file', required: true },
      { name: 'stain', vocabulary: 'stains' },
    ],
    fileName: { column: 'file' },
    access: { policy: 'restricted' },
  };

  test('is for site admins, by version, and works at once', async () => {
    const path = '/api/v1/manifest-profiles/images';
    for (const token of [site.user, site.other])
      expect((await as(token)('PUT', path, { json: body })).status).toBe(403);
    const early = await asAdmin('PUT', path, { json: body });
    expect(early).toMatchObject({ status: 400, body: { errors: [{ field: 'columns.1.vocabulary' }] } });
    const stains = await asAdmin('PUT', '/api/v1/vocabularies/stains', { json: { terms: ['DAPI', 'Nissl'] } });
    expect(stains).toMatchObject({ status: 200, body: { version: 1, builtIn: false } });
    expect(await asAdmin('PUT', path, { json: body })).toMatchObject({
      status: 200,
      body: { name: 'images', version: 1 },
    });
    expect((await asAdmin('PUT', path, { json: body })).status).toBe(409);
    const report = await asUser('POST', CHECKS, { bytes: Buffer.from('file;stain\na.tif;Nisl\n') });
    expect(report.body).toMatchObject({
      valid: false,
      profile: 'images',
      policy: 'restricted',
      format: 'csv',
      errors: [{ row: 2, column: 'stain', value: 'Nisl', rule: 'vocabulary', suggestion: 'Nissl' }],
    });
    expect((await asAdmin('DELETE', '/api/v1/vocabularies/stains', { query: { version: '1' } })).status).toBe(409);
    expect((await asAdmin('DELETE', path, { query: { version: '1' } })).status).toBe(204);
    expect((await asAdmin('DELETE', '/api/v1/vocabularies/stains', { query: { version: '1' } })).status).toBe(204);
    expect((await asUser('GET', path)).status).toBe(404);
  });

  test('a site that changes the built-in limit is told the new one', async () => {
    const path = '/api/v1/manifest-profiles/nemo';
    const nemo = (await asUser('GET', path)).body;
    const change = { ...nemo, name: undefined, builtIn: undefined, maxRows: 2 };
    expect((await asAdmin('PUT', path, { json: change })).status).toBe(200);
    const report = await asUser('POST', CHECKS, { bytes: tsv(nemoRows(3)) });
    expect(report.body.errors[0].message).toBe('Manifest row count exceeds limit of 2 rows.');
    expect((await asAdmin('DELETE', path, { query: { version: '1' } })).status).toBe(204);
    expect((await asUser('POST', CHECKS, { bytes: tsv(nemoRows(3)) })).body.valid).toBe(true);
  });
});

describe('templates', () => {
  test.each(['tsv', 'csv', 'xlsx'])(
    '%s: an empty manifest that is valid as soon as it is filled in',
    async (format) => {
      const answer = await asUser('GET', '/api/v1/manifest-profiles/nemo/template', { query: { format } });
      expect(answer.headers['content-disposition']).toBe(`attachment; filename="nemo-manifest.${format}"`);
      const table = await readTable([answer.bytes]);
      expect(table.format).toBe(format);
      expect(table.header.cells).toEqual(nemoRows(0)[0]);
      const check = await asUser('POST', CHECKS, { bytes: answer.bytes });
      expect(check.body).toMatchObject({ profile: 'nemo', errors: [{ rule: 'empty' }] });
    },
  );

  test('TSV is the default; other formats are refused', async () => {
    const answer = await asUser('GET', '/api/v1/manifest-profiles/bican/template');
    expect(answer.bytes.toString()).toMatch(/^program\tsgl_name\t.*\talternate_contact\r\n$/);
    expect((await asUser('GET', '/api/v1/manifest-profiles/bican/template', { query: { format: 'ods' } })).status).toBe(
      400,
    );
  });
});

describe('checking a manifest', () => {
  const wrong = tsv([...nemoRows(1), nemoRow(2).with(5, 'mosue').with(1, '=HYPERLINK("x")')]);

  test.each([
    ['as the body', {}],
    ['as curl sends it', { contentType: 'application/x-www-form-urlencoded' }],
  ])('%s', async (_, ask) => {
    const answer = await asUser('POST', CHECKS, { bytes: wrong, ...ask });
    expect(answer).toMatchObject({ status: 200, body: { valid: false, format: 'tsv', rows: 2, totalErrors: 1 } });
    expect(answer.body.errors[0]).toMatchObject({ row: 3, column: 'Species', suggestion: 'mouse' });
  });

  test('as a form', async () => {
    const form = new FormData();
    form.append('manifest', new Blob([new Uint8Array(wrong)]), 'my manifest.csv');
    const request = new Request('http://localhost', { method: 'POST', body: form });
    const contentType = request.headers.get('content-type') ?? '';
    const bytes = Buffer.from(await request.arrayBuffer());
    expect((await asUser('POST', CHECKS, { bytes, contentType })).body).toMatchObject({ valid: false, rows: 2 });
  });

  test('as a workbook', async () => {
    const bytes = writeWorkbook([{ name: 'x', rows: nemoRows(5) }]);
    expect((await asUser('POST', CHECKS, { bytes })).body).toMatchObject({
      valid: true,
      format: 'xlsx',
      rows: 5,
      policy: 'open',
    });
  });

  test('with its rows, only where they are asked for', async () => {
    const bytes = writeWorkbook([{ name: 'x', rows: nemoRows(1) }]);
    const asked = await asUser('POST', CHECKS, { bytes, query: { table: 'y' } });
    expect(asked.body.table).toEqual({
      header: nemoRows(0)[0],
      rows: [{ row: 2, cells: nemoRow(1) }],
      complete: true,
    });
    expect((await asUser('POST', CHECKS, { bytes })).body).not.toHaveProperty('table');
  });

  test('with the number of errors that are wanted', async () => {
    const rows = nemoRows(500).map((cells, index) => (index === 0 ? cells : cells.with(12, 'abc')));
    const answer = await asUser('POST', CHECKS, { bytes: tsv(rows), query: { max: '3' } });
    expect(answer.body).toMatchObject({ totalErrors: 500, truncated: true });
    expect(answer.body.errors).toHaveLength(3);
  });

  test('a file that is no table makes a report too', async () => {
    const answer = await asUser('POST', CHECKS, { bytes: Buffer.from('89504e470d0a1a0a00', 'hex') });
    expect(answer).toMatchObject({ status: 200, body: { valid: false, rows: 0, complete: false, totalErrors: 1 } });
    expect(answer.body).not.toHaveProperty('format');
  });

  test('a profile that does not exist is the caller’s mistake', async () => {
    expect((await asUser('POST', CHECKS, { bytes: wrong, query: { profile: 'x' } })).status).toBe(400);
  });

  test('the corrected copy is valid', async () => {
    const answer = await asUser('POST', CHECKS, { bytes: wrong, query: { corrected: 'y' } });
    expect(answer.headers['content-disposition']).toBe('attachment; filename="corrected-manifest.tsv"');
    expect(answer.bytes.toString()).toContain('"=HYPERLINK(""x"")"');
    expect((await asUser('POST', CHECKS, { bytes: answer.bytes })).body).toMatchObject({ valid: true, rows: 2 });
  });

  test('the corrected copy of a workbook is text', async () => {
    const bytes = writeWorkbook([{ name: 'x', rows: [...nemoRows(0), nemoRow(1).with(5, 'mosue')] }]);
    const answer = await asUser('POST', CHECKS, { bytes, query: { corrected: 'y' } });
    expect(answer.bytes.equals(tsv(nemoRows(1)))).toBe(true);
  });

  test('a corrected copy that no answer can carry is refused', async () => {
    const bytes = tsv(nemoRows(25_000));
    expect((await asUser('POST', CHECKS, { bytes, query: { corrected: 'y' } })).status).toBe(413);
  });

  test('errors as a table hold no formulas', async () => {
    const bytes = tsv([...nemoRows(0), nemoRow(1).with(4, '=cmd()')]);
    const answer = await asUser('POST', CHECKS, { bytes, query: { errors: 'csv' } });
    const lines = answer.bytes.toString().split('\r\n');
    expect(lines[0]).toBe('row,column,value,rule,message,suggestion');
    expect(lines[1]).toMatch(/^2,Lab,'=cmd\(\),vocabulary,/);
  });
});

describe('a manifest that is too large for a request', () => {
  const bytes = tsv(nemoRows(20));
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  const announce = (json: object) => asUser('POST', '/api/v1/manifest-uploads', { json });
  const put = (announced: { url: string; headers: Record<string, string> }, body: Buffer) =>
    fetch(announced.url, { method: 'PUT', headers: announced.headers, body: new Uint8Array(body) });
  const check = (manifest: string, token = site.user) => site.call('POST', CHECKS, { token, json: { manifest } });

  test('is announced, uploaded, and checked by its reference', async () => {
    const { status, body } = await announce({ size: bytes.length, sha256 });
    expect(status).toBe(201);
    expect(body).toMatchObject({ method: 'PUT', headers: { 'if-none-match': '*' } });
    expect(Date.parse(body.expires)).toBeGreaterThan(Date.now() + 3_500_000);
    expect((await check(body.manifest)).status).toBe(404);
    expect((await put(body, bytes)).status).toBe(200);
    expect((await check(body.manifest)).body).toMatchObject({ valid: true, rows: 20 });
    expect((await put(body, bytes)).status).toBe(412);
  });

  test('is found by nobody else', async () => {
    const { body } = await announce({ size: bytes.length });
    await put(body, bytes);
    expect((await check(body.manifest, site.other)).status).toBe(404);
    expect((await check(body.manifest, site.admin)).status).toBe(404);
    expect((await check(`../x/${body.manifest}`)).status).toBe(404);
  });

  test('has the announced bytes or is refused by the store', async () => {
    const { body } = await announce({ size: bytes.length, sha256 });
    expect((await put(body, Buffer.from(bytes).fill('x'))).status).toBe(400);
    expect((await put(body, bytes.subarray(1))).status).toBe(403);
  });

  test.each([{}, { size: 0 }, { size: 64 * 1024 * 1024 + 1 }, { size: 5, sha256: 'abc' }, { size: 5, name: 'x' }])(
    '%j is refused',
    async (json) => {
      expect((await announce(json)).status).toBe(400);
    },
  );
});
