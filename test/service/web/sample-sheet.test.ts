import { afterAll, beforeAll, describe, expect } from 'vitest';
import { writeWorkbook } from '../../../adapters/tables/xlsx/write-xlsx.ts';
import { defineMetadata } from '../datameta/staging.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { type RunHere, runHere } from '../run-here.ts';
import { CHROMIUM, expectAccessible } from './browser.ts';
import { it } from './visits.ts';

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const HEADER = '#ID,Date,ZIP Code,FileR1,FileR2';
const sheet = (...rows: string[]) => file('samples.csv', [HEADER, ...rows, ''].join('\n'));
const workbook = (...lines: string[]) => ({
  name: 'samples.xlsx',
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer: writeWorkbook([{ name: 'Samples', rows: [HEADER, ...lines].map((line) => line.split(',')) }]),
});

describe.skipIf(CHROMIUM === undefined)('a sample sheet in the browser', { timeout: 180_000 }, () => {
  let site: RunHere;
  let ada: Person;
  beforeAll(async () => {
    site = await runHere({});
    await defineMetadata(site);
    ada = await newPerson(site, await newGroup(site));
  }, 300_000);
  afterAll(async () => {
    await site?.close();
  });

  it('becomes metadata, is checked with its files cell by cell, and is submitted', async ({ visitAs }) => {
    const page = await visitAs(ada, { refused: ['400 POST /api/v1/presubvalidation'] });
    await page.getByRole('link', { name: 'Sample sheet' }).click();
    await page.getByText('with the columns #ID, Date, ZIP Code, FileR1, FileR2').waitFor();
    await expectAccessible(page);

    const drop = page.getByLabel('Sample sheet', { exact: true });
    // a workbook is shown as text is
    await drop.setInputFiles(workbook('S1,2027-03-01,12345,,', 'S2,2027-03-02,123,,'));
    await page.getByText('1 row of 2 with errors').waitFor();
    expect(await page.locator('td.wrong').textContent()).toContain('12345');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Leave them out' }).click();

    await drop.setInputFiles(sheet('S1,2027-03-01,123,one.txt,', 'S2,2027-03-02,456,two.txt,'));
    await page.getByRole('button', { name: 'Add 2 rows' }).click();
    await page.getByText('Chosen: 2 metadatasets, 0 files.').waitFor();
    await page.getByText('2 errors').waitFor();
    expect(await page.locator('td.wrong').allTextContents()).toEqual(expect.arrayContaining(['one.txt', 'two.txt']));
    expect(await page.getByRole('button', { name: 'Submit', exact: true }).isDisabled()).toBe(true);
    await expectAccessible(page);

    const files = page.getByLabel('Files to upload');
    await files.setInputFiles([file('one.txt', 'one'), file('stray.txt', 'stray')]);
    await page.getByText('File included without reference in metadata').waitFor();
    await page.getByLabel('Submit stray.txt').uncheck();
    await files.setInputFiles([file('two.txt', 'two')]);
    await page.getByText('Checked: it would be accepted.').waitFor();
    await page.getByText('Chosen: 2 metadatasets, 2 files.').waitFor();
    await page.getByLabel(/^Label/).fill('Spring <samples>');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await page.waitForURL('**/app/submissions/*');
    await page.getByRole('heading', { level: 1, name: /Spring <samples>/ }).waitFor();

    await page.getByRole('link', { name: 'Sample sheet' }).click();
    await page.getByText('No metadata waits to be submitted.').waitFor();
    await page.getByRole('button', { name: 'Delete the chosen files' }).waitFor({ state: 'visible' });
    await page.getByRole('button', { name: 'Delete the chosen files' }).click();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Chosen: 0 metadatasets, 0 files.').waitFor();
  });
});
