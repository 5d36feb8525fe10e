import { beforeAll, describe, expect } from 'vitest';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { csvFile, release } from '../submitting.ts';
import { CHROMIUM, expectAccessible, signIn } from './browser.ts';
import { it } from './visits.ts';

const TITLE = '<img src=x onerror=alert(1)> counts';

describe.skipIf(CHROMIUM === undefined)('pages of the dashboard', () => {
  let group: string;
  let grace: Person;
  let released: string;
  beforeAll(async () => {
    group = await newGroup(siteAdmin());
    grace = await newPerson(siteAdmin(), group, { siteAdmin: true }, 'grace');
    released = (await release(grace, [csvFile('released.csv')], 'open', { label: TITLE })).id;
  });

  it('shows what was released to anybody, and lets them fetch it', async ({ visit }) => {
    const page = await visit(grace.url);
    await page.goto('/');
    await page.getByLabel('Search').fill(released);
    await expectAccessible(page);
    await page.getByRole('link', { name: TITLE }).click();
    await page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
    await expectAccessible(page);
    const href = await page.getByRole('link', { name: 'released.csv' }).getAttribute('href');
    expect((await fetch(href ?? '')).status).toBe(200);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  });

  it('asks who you are first, keeps the token out of addresses and storage that stays, and forgets it', async ({
    visit,
  }) => {
    const page = await visit(grace.url, { refused: ['401 POST /v1/login'] });
    await page.goto('/app/submissions?state=failed');
    await page.waitForURL('**/app/sign-in?**');
    await expectAccessible(page);
    await page.getByLabel(/^Username/).fill(grace.username);
    await page.locator('input[type=password]').fill('wrong');
    const button = page.getByRole('main').getByRole('button', { name: 'Sign in' });
    await button.click();
    await page.getByRole('alert').waitFor();
    await page.locator('input[type=password]').fill(grace.password);
    await button.click();
    await page.waitForURL('**/app/submissions?state=failed');
    await page.reload();
    await page.getByRole('heading', { name: 'Submissions' }).waitFor();
    const kept = await page.evaluate<string>('JSON.stringify({ ...localStorage }) + document.cookie + location.href');
    expect(kept).not.toMatch(/eyJ|[A-Za-z0-9]{40}/);
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('lifts an embargo on the day that an admin sets', async ({ visit }) => {
    const page = await visit(grace.url);
    const embargoed = await release(grace, [csvFile('later.csv')], 'embargo');
    await signIn(page, grace);
    await page.goto(`/app/submissions/${embargoed.id}`);
    await page.getByRole('button', { name: 'Set the embargo' }).click();
    await page.getByLabel(/^Public from/).fill('2999-12-31');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Dec 31, 2999').waitFor();
    await page.goto(`/app/datasets/${embargoed.id}`);
    await page.getByText('They become public on Dec 31, 2999.').waitFor();
  });

  it('makes a token, shows it once, and revokes it after asking', async ({ visitAs }) => {
    const page = await visitAs(grace);
    await page.goto('/app/account');
    await page.getByLabel(/^Label/).fill('laptop');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const token = await page
      .locator('pre')
      .filter({ hasText: /^[A-Za-z0-9]{64}$/ })
      .textContent();
    const asked = { headers: { authorization: `Bearer ${token}` } };
    expect((await fetch(`${grace.url}/api/v1/account`, asked)).status).toBe(200);
    await expectAccessible(page);
    await page.reload();
    await page.getByRole('button', { name: 'Revoke laptop' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await page.getByText('You have no token.').waitFor();
    expect((await fetch(`${grace.url}/api/v1/account`, asked)).status).toBe(401);
  });

  it('takes a registration, and an admin accepts it', async ({ visit }) => {
    const page = await visit(grace.url);
    const name = `Mary ${Date.now()}`;
    await page.goto('/app/register');
    await page.getByLabel(/^Full name/).fill(name);
    await page.getByLabel(/^E-mail/).fill(`mary-${Date.now()}@example.org`);
    await page
      .getByRole('combobox', { name: 'Group' })
      .or(page.getByLabel(/^Group/))
      .first()
      .click();
    await page.getByRole('option', { name: 'A new group …' }).click();
    await page.getByLabel(/^Name of the new group/).fill(`Group of ${name}`);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Send the request' }).click();
    await page.getByText('Thank you').waitFor();
    await signIn(page, grace);
    await page.goto('/app/admin/registrations');
    await page.getByRole('button', { name: `Accept ${name}` }).click();
    await page.getByText('has an account').waitFor();
  });

  it('defines a vocabulary as JSON, is told what is wrong with it, and deletes it after asking', async ({
    visitAs,
  }) => {
    const page = await visitAs(grace);
    await page.goto('/app/admin/vocabularies');
    await page.getByRole('button', { name: 'New definition' }).click();
    await page.getByLabel(/^Name/).fill('web-colours');
    await page.getByRole('button', { name: 'As JSON' }).click();
    const text = page.getByLabel('Definition (JSON)');
    await text.fill('{"title": }');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This is no JSON').waitFor();
    await expectAccessible(page);
    await text.fill('{"version": 0, "title": "Colours", "terms": ["red"]}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Delete web-colours' }).click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.getByRole('button', { name: 'Delete web-colours' }).waitFor({ state: 'detached' });
  });
});
