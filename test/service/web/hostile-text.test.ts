import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { COLUMNS, csvFile, manifestOf, manifestRow, release, stepEnded, submit, tsv } from '../submitting.ts';
import { CHROMIUM, openBrowser, openTab, signIn } from './browser.ts';

/** Text that becomes an element, and runs, where it is taken for HTML. */
const HOSTILE = '<img src=x onerror=alert(1)>';
const FILE = `${HOSTILE}.csv`;

/** Counts elements that came of such a text, also those that went again. */
const WATCH = `
  globalThis.made = 0;
  const hostile = '[onerror], img[src="x"]';
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        globalThis.made += node.querySelectorAll(hostile).length + (node.matches(hostile) ? 1 : 0);
      }
    }
  }).observe(document, { childList: true, subtree: true });
`;
const made = (page: Page): Promise<number> => page.evaluate('globalThis.made');

describe.skipIf(CHROMIUM === undefined)('markup in names', () => {
  let browser: Browser;
  let ada: Person;
  let id: string;
  let page: Page;
  let context: BrowserContext;
  let faults: string[];
  beforeAll(async () => {
    browser = await openBrowser();
    ada = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
    const file = csvFile(FILE);
    ({ id } = await release(ada, [file], 'open', { label: HOSTILE }));
    ({ page, context, faults } = await openTab(browser, ada.url));
    await context.addInitScript(WATCH);
    await signIn(page, ada);
  });
  afterAll(() => browser?.close());

  /** It stands there as it was written, and nothing was made of it. */
  async function expectText(text: string): Promise<void> {
    await page.getByText(text).first().waitFor();
    expect(await made(page)).toBe(0);
    expect(faults).toEqual([]);
  }

  it('is counted here where a page takes it for HTML', async () => {
    const other = await browser.newPage();
    await other.addInitScript(WATCH);
    other.on('dialog', (dialog) => void dialog.dismiss());
    await other.goto(`${ada.url}/app/sign-in`);
    await other.getByRole('heading', { level: 1 }).waitFor();
    const insert = `document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(`<p>${HOSTILE}</p>`)})`;
    await other.evaluate(insert);
    await expect.poll(() => made(other)).toBe(1);
    await other.close();
  });

  it.each([
    ['the history', () => '/app/submissions', HOSTILE],
    ['the page of a submission', () => `/app/submissions/${id}`, HOSTILE],
    ['the files of a submission', () => `/app/submissions/${id}`, FILE],
    ['the catalogue', () => '/', HOSTILE],
    ['the page of a dataset', () => `/app/datasets/${id}`, HOSTILE],
    ['the files of a dataset', () => `/app/datasets/${id}`, FILE],
  ])('stays text: %s', async (_what, path, text) => {
    await page.goto(path());
    await expectText(text);
  });

  it('stays text: a manifest, its cells, and what is said of them', async () => {
    await page.goto('/app/submit');
    const row = manifestRow(csvFile(FILE), 'open', { Species: HOSTILE, Lab: HOSTILE });
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: FILE, mimeType: 'text/csv', buffer: tsv([COLUMNS.with(1, HOSTILE), row]) });
    await page.getByText(`Drop another manifest in place of ${FILE}`).waitFor();
    await expectText(HOSTILE);
    const buffer = tsv([COLUMNS, row]);
    await page.locator('input[type=file]').setInputFiles({ name: FILE, mimeType: 'text/csv', buffer });
    await page.locator('td.wrong').first().hover();
    await page.getByRole('tooltip').waitFor();
    await expectText(FILE);
  });

  it('stays text: files that are dropped', async () => {
    const waiting = await submit(ada, manifestOf([csvFile(FILE)]));
    await stepEnded(ada, waiting, 'manifest_validated');
    await page.goto(`/app/submissions/${waiting}`);
    const files = ['stranger', FILE].map((name) => ({ name, mimeType: 'text/csv', buffer: Buffer.from('other') }));
    await page.getByLabel('Files to upload').setInputFiles(files);
    await page.getByText('Not the file that the manifest means').waitFor();
    await expectText(FILE);
  });
});
