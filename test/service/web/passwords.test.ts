import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { expectOk } from '../client.ts';
import { mailTo } from '../mail.ts';
import { newGroup, PASSWORD, type Person } from '../people.ts';
import { dataFolder, siteAdmin } from '../shared.ts';
import { CHROMIUM, expectAccessible, signIn } from './browser.ts';
import { it } from './visits.ts';

const LINK = /http:\S+\/app\/set-password#([A-Za-z0-9]{43})/;
const OTHER_PASSWORD = 'Another-Horse-8';

async function invite(): Promise<Pick<Person, 'username' | 'email'>> {
  const username = `mary-${randomBytes(4).toString('hex')}`;
  const email = `${username}@example.org`;
  const body = { username, email, fullName: 'Mary Somerville', group: await newGroup(siteAdmin()) };
  await expectOk(siteAdmin(), '/api/v1/users', { body });
  return { username, email };
}

async function linkIn(email: string, subject: RegExp): Promise<string> {
  const [link] = LINK.exec((await mailTo(dataFolder(), email, subject)).text) ?? [];
  return link ?? '';
}

async function choose(page: Page, password: string, again = password): Promise<void> {
  await page.getByLabel(/^New password/).fill(password);
  await page.getByLabel(/^The same again/).fill(again);
  await page.getByRole('button', { name: 'Set the password' }).click();
}

describe.skipIf(CHROMIUM === undefined)('the links in mails', () => {
  beforeAll(async () => {});

  it('set the first password; their secret stays out of the address, of requests, and of what one goes back to', async ({
    visit,
  }) => {
    const { username, email } = await invite();
    const link = await linkIn(email, /account/);
    const secret = link.split('#')[1] ?? 'none';
    const page = await visit(siteAdmin().url, { refused: ['400 POST /api/v1/password', '404 POST /api/v1/password'] });
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url(), request.headers()['referer'] ?? ''));
    await page.goto('/app/sign-in');
    await page.goto(link);
    await page.waitForURL((url) => url.hash === '');
    await expectAccessible(page);
    await choose(page, PASSWORD, OTHER_PASSWORD);
    await page.getByText('The two passwords are not the same.').waitFor();
    await choose(page, 'short');
    await page.getByText('The password has to contain a digit.').waitFor();
    await expectAccessible(page);
    await choose(page, PASSWORD);
    await page.getByText(`Your username is ${username}.`).waitFor();
    await expectAccessible(page);
    await page.goBack();
    await page.goForward();
    expect(page.url()).not.toContain(secret);
    expect(addresses.filter((address) => address.includes(secret))).toEqual([]);
    expect(await page.evaluate<string>('JSON.stringify([{...localStorage}, {...sessionStorage}])')).not.toContain(
      secret,
    );

    await page.goto(link);
    await choose(page, OTHER_PASSWORD);
    await page.getByText('it is unknown or was used').waitFor();
    await signIn(page, { username, password: PASSWORD });
  });

  it('set a new one for one that was forgotten; without a secret the page says what to do', async ({ visit }) => {
    const { username, email } = await invite();
    const page = await visit(siteAdmin().url);
    await page.goto('/app/set-password');
    await page.getByText('This page is opened by the link in a mail').waitFor();
    await expectAccessible(page);
    const first = await linkIn(email, /account/);
    await expectOk({ url: siteAdmin().url, token: '' }, '/api/v1/password', {
      body: { link: first.split('#')[1], newPassword: PASSWORD },
    });
    await page.getByRole('link', { name: 'Ask for a new link' }).click();
    await page.getByRole('heading', { level: 1, name: 'Forgotten password' }).waitFor();
    await expectAccessible(page);
    await page.getByLabel(/^E-mail/).fill(email);
    await page.getByRole('button', { name: 'Mail me a link' }).click();
    await page.getByText('Look into your mail').waitFor();
    await expectAccessible(page);
    // in the same tab, where only what stands behind `#` changes
    await page.goto('/app/set-password');
    await page.goto(await linkIn(email, /password/i));
    await page.waitForURL((url) => url.hash === '');
    await choose(page, OTHER_PASSWORD);
    await page.getByText('The password is set').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel(/^Username/).waitFor();
    await signIn(page, { username, password: OTHER_PASSWORD });
  });
});
