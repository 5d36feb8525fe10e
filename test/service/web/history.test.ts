import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { ask, draft } from '../gateway/asking.ts';
import { giveHistory } from '../long-history.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { dataFolder, siteAdmin } from '../shared.ts';
import { csvFile, release, submit } from '../submitting.ts';
import { CHROMIUM, expectAccessible, signIn } from './browser.ts';
import { it } from './visits.ts';

const NAME = '<img src=x onerror=alert(1)> counts';
const LONG = 230;

describe.skipIf(CHROMIUM === undefined)('the history in the browser', () => {
  let grace: Person;
  let released: string;
  let broken: string;
  beforeAll(async () => {
    grace = await newPerson(siteAdmin(), await newGroup(siteAdmin()), { siteAdmin: true }, 'grace');
    released = (await release(grace, [csvFile('released.csv')], 'open', { label: NAME })).id;
    broken = await submit(grace, Buffer.from('no\tmanifest\n'), { label: 'broken' });
  });

  const choose = async (page: Page, filter: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: filter }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };

  it('narrows by what is asked, keeps it in the address, and works by keyboard alone', async ({ visitAs }) => {
    const page = await visitAs(grace);
    await choose(page, 'Whose', 'Mine');
    await page.getByText('2 submissions, newest first').waitFor();
    await expectAccessible(page);
    await choose(page, 'Status', 'Failed');
    await page.getByText('1 submission, newest first').waitFor();
    await page.getByRole('link', { name: broken }).waitFor();
    await page.reload();
    await page.getByText('1 submission, newest first').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByLabel('Search').fill('<img counts');
    await page.getByText(NAME).first().waitFor();
    await choose(page, 'Kind', 'Assignment');
    await page.getByText('No submission is like that').waitFor();
    await choose(page, 'Kind', 'Manifest');
    await choose(page, 'Submitted via', 'API');
    await page.getByRole('link', { name: released }).focus();
    expect(await page.locator('img[src=x]').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
  });

  it('shows above it what was begun and not started, or that this cannot be read', async ({ visit }) => {
    const group = await newGroup(siteAdmin());
    const ada = await newPerson(siteAdmin(), group);
    const { assignmentKey } = await ask(siteAdmin(), group);
    const ids: string[] = [];
    for (let made = 0; made < 4; made++) ids.unshift((await draft(ada, assignmentKey)).id);
    const page = await visit(ada.url, { expectsFaults: true });
    await page.context().route('**/api/v1/drafts', (route) => route.abort());
    await signIn(page, ada);
    await page.getByRole('alert').getByText('The service cannot be reached.').waitFor();
    await expectAccessible(page);
    await page.context().unroute('**/api/v1/drafts');
    await page.getByRole('button', { name: 'Try again' }).click();
    const drafts = page.getByRole('region', { name: 'Not started yet' });
    const links = drafts.getByRole('row').getByRole('link');
    await drafts.waitFor();
    expect(await links.allTextContents()).toEqual(ids.slice(0, 3));
    await expectAccessible(page);
    await drafts.getByRole('link', { name: '1 more is not started' }).click();
    await page.getByRole('heading', { level: 1, name: 'Assignments' }).waitFor();
    expect(await links.allTextContents()).toEqual(ids);
    await drafts.getByRole('link', { name: ids[3] ?? '' }).click();
    await page.waitForURL(`**/app/drafts/${ids[3]}`);
  });

  it('turns its pages by where they begin, forth and back', async ({ visitAs }) => {
    const edsger = await newPerson(siteAdmin(), await newGroup(siteAdmin()), {}, 'edsger');
    await giveHistory(edsger, dataFolder(), LONG);
    const page = await visitAs(edsger);
    await page.getByText(`1 to 100 of ${LONG} submissions`).waitFor();
    expect(await page.getByRole('button', { name: 'Newer' }).count()).toBe(0);
    const turn = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
    await turn('Older');
    await page.getByText(`101 to 200 of ${LONG} submissions`).waitFor();
    await turn('Older');
    await page.getByText(`201 to ${LONG} of ${LONG} submissions`).waitFor();
    await expectAccessible(page);
    await turn('Newer');
    await page.getByText(`101 to 200 of`).waitFor();
    await turn('Newer');
    await page.getByText(`1 to 100 of`).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });
});
