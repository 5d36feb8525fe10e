import { randomBytes } from 'node:crypto';
import type { FileChooser, Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { expectOk } from '../client.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { csvFile, manifestOf } from '../submitting.ts';
import { CHROMIUM } from './browser.ts';
import { it } from './visits.ts';

/** a page of the history alone has a hundred links */
const MOST_STOPS = 400;

/** Goes on by the Tab key until the control is reached; every stop on the way shows that it has the focus. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  const target = page.locator(':focus').and(control);
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if ((await target.count()) > 0) return;
    await page.keyboard.press('Tab');
    const style = 'getComputedStyle(document.activeElement)';
    const shown = await page.evaluate<string>(
      `document.activeElement === document.body ? 'solid' : ${style}.outlineStyle + ' ' + document.activeElement.outerHTML.slice(0, 200)`,
    );
    expect(shown).toMatch(/^solid/);
  }
  throw new Error(`${control.toString()} is not reached by the Tab key.`);
}

async function press(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  await tabTo(page, control);
  await page.keyboard.press('Enter');
}

/** A dialog that opens before the browser has been told to hand it over is never heard of: it is asked for again. */
async function openChooser(page: Page, control: Locator): Promise<FileChooser> {
  for (let tries = 0; tries < 5; tries++) {
    await tabTo(page, control);
    const opened = page.waitForEvent('filechooser', { timeout: 5000 }).catch(() => undefined);
    await page.keyboard.press('Enter');
    const chooser = await opened;
    if (chooser !== undefined) return chooser;
  }
  throw new Error(`${control.toString()} opens no dialog for files.`);
}

/** Without the mouse, and without reaching into the page. */
async function signInByKeyboard(page: Page, { username, password }: Person): Promise<void> {
  await page.goto('/app/sign-in');
  await page.locator('h1:focus').waitFor();
  await tabTo(page, page.getByLabel(/^Username/));
  await page.keyboard.type(username);
  await tabTo(page, page.getByLabel(/^Password/));
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.locator('h1:focus', { hasText: 'Submissions' }).waitFor();
}

describe.skipIf(CHROMIUM === undefined)('by keyboard alone', { timeout: 180_000 }, () => {
  let grace: Person;
  beforeAll(async () => {
    grace = await newPerson(siteAdmin(), await newGroup(siteAdmin()), { siteAdmin: true }, 'grace');
  });

  it('one skips to the content, submits a manifest, and cancels the submission after being asked', async ({
    visit,
  }) => {
    const page = await visit(grace.url);
    await signInByKeyboard(page, grace);
    await page.reload();
    await page.locator('h1:focus').waitFor();
    // what stands before the heading is reached backwards
    const skip = page.getByRole('link', { name: 'To the content' });
    for (let stop = 0; stop < MOST_STOPS && (await page.locator(':focus').and(skip).count()) === 0; stop++) {
      await page.keyboard.press('Shift+Tab');
    }
    expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.locator('main :focus').count()).toBe(1);

    await press(page, page.getByRole('link', { name: 'Submit a manifest' }));
    await page.locator('h1:focus', { hasText: 'Submit a manifest' }).waitFor();
    const drop = page.locator('.drop').first();
    const chooser = await openChooser(page, drop);
    await chooser.setFiles({ name: 'm.tsv', mimeType: 'text/plain', buffer: manifestOf([csvFile('a.csv')]) });
    await press(page, page.getByRole('main').getByRole('button', { name: 'Submit', exact: true }));
    await page.waitForURL(/\/app\/submissions\/\w{7}$/);

    const cancel = page.getByRole('main').getByRole('button', { name: 'Cancel', exact: true });
    await press(page, cancel);
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await page.locator(':focus').and(cancel).waitFor();
    await page.keyboard.press('Enter');
    await dialog.locator(':focus').waitFor();
    await press(page, dialog.getByRole('button', { name: 'Cancel the submission' }));
    await page.getByText('Cancelled').first().waitFor({ timeout: 60_000 });
    // the button is gone with what it could do
    await page.locator('h1:focus').waitFor();
  });

  it('an admin approves a registration', async ({ visit }) => {
    const name = `Ada ${randomBytes(3).toString('hex')}`;
    const asked = { org_select: null, org_create: 'yes', org_new_name: `Lab of ${name}`, check_user_agreement: true };
    const email = `${name.replace(' ', '.').toLowerCase()}@example.org`;
    await expectOk({ url: grace.url, token: '' }, '/api/v1/registrations', { body: { name, email, ...asked } });
    const page = await visit(grace.url);
    await signInByKeyboard(page, grace);
    await press(page, page.getByRole('link', { name: 'Administer' }));
    await page.locator('h1:focus', { hasText: 'Overview' }).waitFor();
    await press(page, page.getByRole('link', { name: 'Registrations' }));
    await page.locator('h1:focus', { hasText: 'Registrations' }).waitFor();
    await press(page, page.getByRole('button', { name: `Accept ${name}` }));
    await page.getByText('has an account').waitFor();
  });
});
