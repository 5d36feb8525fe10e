import { beforeAll, describe, expect } from 'vitest';
import { writeWorkbook } from '../../../adapters/tables/xlsx/write-xlsx.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { COLUMNS, csvFile, manifestRow, md5, type SampleFile, tsv } from '../submitting.ts';
import { CHROMIUM, expectAccessible, signIn } from './browser.ts';
import { it } from './visits.ts';

/** Larger than a part of the tests' service, so that it is sent in parts. */
const LARGE: SampleFile = { ...csvFile('large.csv'), bytes: Buffer.alloc(17_000_000, 'gene,count\n') };

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const upload = ({ name, bytes }: SampleFile) => ({ name, mimeType: 'text/csv', buffer: bytes });
const manifest = (rows: readonly (readonly string[])[]) => ({
  name: 'manifest.tsv',
  mimeType: 'text/tab-separated-values',
  buffer: tsv([COLUMNS, ...rows]),
});

describe.skipIf(CHROMIUM === undefined)('submitting a manifest in the browser', { timeout: 180_000 }, () => {
  let ada: Person;
  beforeAll(async () => {
    ada = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
  });

  it('shows errors in their cells, takes the corrected manifest and the files, and follows to the release', async ({
    visit,
  }) => {
    const page = await visit(ada.url, { refused: ['400 POST /api/submission'] });
    const small = csvFile('small.csv');
    const large = { ...LARGE, md5: md5(LARGE.bytes) };
    await signIn(page, ada);
    await page.getByRole('link', { name: 'Submit', exact: true }).click();
    await page.getByRole('heading', { name: 'Submit a manifest' }).waitFor();
    await expectAccessible(page);

    const input = page.locator('input[type=file]');
    await input.setInputFiles(manifest([manifestRow(small, 'open', { Species: 'mous' })]));
    const cell = page.locator('td.wrong');
    await cell.waitFor();
    expect(await cell.textContent()).toContain('mous → mouse');
    await expectAccessible(page);
    const [copy] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /copy with the nearest/ }).click(),
    ]);
    expect(copy.suggestedFilename()).toBe('manifest-corrected.tsv');

    await input.setInputFiles(manifest([manifestRow(small), manifestRow(large)]));
    await page.getByText('No errors in 2 rows.').waitFor();
    await page.getByLabel(/^Label/).fill('<img src=x onerror=alert(1)>');
    await page.getByLabel(/^Licence/).fill('CC BY 4.0');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('alert').getByText('A licence is told by its SPDX identifier').first().waitFor();
    await page.getByLabel(/^Licence/).fill('CC-BY-4.0');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL(/\/app\/submissions\/\w{7}$/);
    await page.getByRole('heading', { level: 1, name: '<img src=x onerror=alert(1)>' }).waitFor();

    await page.getByRole('link', { name: 'CC-BY-4.0' }).waitFor();
    const files = page.getByLabel('Files to upload');
    await files.waitFor({ state: 'attached' });
    await expectAccessible(page);
    await files.setInputFiles([upload({ ...small, bytes: Buffer.from('other') }), upload(csvFile('stranger.csv'))]);
    await page.getByText('Not the file that the manifest means').waitFor();
    await page.getByText('The manifest does not name: stranger.csv').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Leave out small.csv' }).click();
    await page.locator('[data-upload="small.csv"]').waitFor({ state: 'detached' });
    await files.setInputFiles([upload(small), upload(large)]);

    await page.locator('li[data-step=portal_release][data-state=done]').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Receipt' }).waitFor();
    await page.getByRole('heading', { name: 'Quality control', level: 2 }).waitFor();
    await page.getByText('2 passed, 0 failed').waitFor();
    await expectAccessible(page);
    const [receipt] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Receipt' }).click(),
    ]);
    expect(receipt.suggestedFilename()).toBe('receipt.json');
  });

  it('shows errors of a workbook in its cells, with the nearest term, and gives a corrected copy', async ({
    visitAs,
  }) => {
    const page = await visitAs(ada);
    await page.goto('/app/submit');
    const good = csvFile('good.csv');
    const blank = COLUMNS.map(() => '');
    const rows = [COLUMNS, manifestRow(good), blank, manifestRow(csvFile('bad.csv'), 'open', { Species: 'mous' })];
    const input = page.locator('input[type=file]');
    await input.setInputFiles({ name: 'book.xlsx', mimeType: XLSX, buffer: writeWorkbook([{ name: 'Sheet', rows }]) });
    const cell = page.locator('td.wrong');
    await cell.waitFor();
    expect(await cell.textContent()).toContain('mous → mouse');
    // the number that the spreadsheet shows: the blank row counts
    expect(await page.locator('tr', { has: cell }).getByRole('rowheader').textContent()).toBe('4');
    expect(await page.getByRole('region', { name: 'Errors', exact: true }).count()).toBe(0);
    await expectAccessible(page);
    const [copy] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /copy with the nearest/ }).click(),
    ]);
    expect(copy.suggestedFilename()).toBe('book-corrected.tsv');
    await input.setInputFiles(await copy.path());
    await page.getByText('No errors in 2 rows.').waitFor();
  });

  it('uploads a large manifest once, checks it and submits what was checked', async ({ visit }) => {
    const page = await visit(ada.url);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    await signIn(page, ada);
    await page.goto('/app/submit');
    const file = csvFile('x.csv');
    const long = { Sample_ID: 'S'.repeat(500) };
    const rows = Array.from({ length: 2_000 }, (_, index) =>
      manifestRow({ ...file, name: `f${index}.csv` }, 'open', { ...long, ...(index === 1_500 && { Species: 'mous' }) }),
    );
    const input = page.locator('input[type=file]');
    await input.setInputFiles(manifest(rows));
    await page.getByText('1 error in 2,000 rows').waitFor({ timeout: 60_000 });
    expect(await page.locator('td.wrong').textContent()).toContain('mous → mouse');
    const [copy] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /copy with the nearest/ }).click(),
    ]);
    expect(sent.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
    await input.setInputFiles(await copy.path());
    await page.getByText('No errors in 2,000 rows.').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL(/\/app\/submissions\/\w{7}$/);
    expect(sent.filter((line) => line.startsWith('PUT'))).toHaveLength(2);
  });
});
