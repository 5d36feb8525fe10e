import { randomBytes } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { call, expectOk } from '../client.ts';
import { ask } from '../gateway/asking.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { CHROMIUM, expectAccessible } from './browser.ts';
import { it } from './visits.ts';

const mark = randomBytes(3).toString('hex');

describe.skipIf(CHROMIUM === undefined)('forms of the administration', { timeout: 120_000 }, () => {
  let group: string;
  let grace: Person;
  beforeAll(async () => {
    group = await newGroup(siteAdmin());
    grace = await newPerson(siteAdmin(), group, { siteAdmin: true }, 'grace');
  });

  it('invite a user, who is then given another role', async ({ visitAs }) => {
    const page = await visitAs(grace);
    await page.goto('/app/admin/users');
    const username = `mary-${mark}`;
    await page.getByRole('button', { name: 'New user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Username/).fill(username);
    await dialog.getByLabel(/^E-mail/).fill(`${username}@example.org`);
    await dialog.getByLabel(/^Full name/).fill('Mary Somerville');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Invite' }).click();
    await dialog.getByText('Invited by mail').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await focused(page, 'New user');
    await page.getByLabel('Search').fill(username);
    await page.getByRole('button', { name: `Change ${username}` }).click();
    await dialog.getByLabel('Admin of the group').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: 'group admin', exact: true }).waitFor();
  });

  it('define a metadatum, and tell what is wrong with its pattern', async ({ visitAs }) => {
    const page = await visitAs(grace, { refused: ['400 POST /api/v1/metadata'] });
    await page.goto('/app/admin/metadata');
    await page.getByRole('button', { name: 'New metadatum' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(`Depth ${mark}`);
    await dialog.getByLabel(/^Pattern/).fill('[0-9');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel(/^Pattern/).fill('[0-9]+');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: `Change Depth ${mark}` }).waitFor();
  });

  it('make a vocabulary of pasted terms, which are found and removed', async ({ visitAs }) => {
    const page = await visitAs(grace);
    await page.goto('/app/admin/vocabularies');
    const name = `colours-${mark}`;
    await page.getByRole('button', { name: 'New definition' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Name/).fill(name);
    await dialog.getByLabel('Title').fill('Colours');
    await dialog.getByLabel('Terms to add').fill('red\nblue\tgreen\nRED\n');
    await dialog.getByRole('button', { name: 'Add 4 terms' }).click();
    await dialog.getByText('3 terms').waitFor();
    await dialog.getByLabel('Find a term').fill('BLU');
    await dialog.getByText('1 of 3 terms').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Remove blue' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const saved = await expectOk(grace, `/api/v1/vocabularies/${name}`);
    expect(saved).toMatchObject({ title: 'Colours', terms: ['red', 'green'], version: 1 });
  });

  it('make a manifest profile of columns, with faults at their fields, and show it as JSON', async ({ visitAs }) => {
    const name = `samples-${mark}`;
    const page = await visitAs(grace, { refused: ['400 PUT /api/v1/manifest-profiles/*'] });
    await page.goto('/app/admin/profiles');
    await page.getByRole('button', { name: 'New definition' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Name/).first().fill(name);
    await dialog.getByLabel(/^Title/).fill('Samples');
    await dialog.getByLabel('Licence').fill('CC BY');
    await dialog.getByRole('button', { name: 'Add a column' }).click();
    await dialog.getByLabel('Name of column 3').fill('site');
    await dialog.getByLabel('Pattern of column 3').fill('[A-Z');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expectNoLicence(dialog);
    await dialog.getByLabel('Licence').fill('CC0-1.0');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('columns.2.pattern:').waitFor();
    expect(await dialog.getByLabel('Pattern of column 3').getAttribute('aria-invalid')).toBe('true');
    await expectAccessible(page);
    await dialog.getByLabel('Pattern of column 3').fill('[A-Z]+');
    await dialog.getByRole('button', { name: 'Move column 3 up' }).click();
    await dialog.getByRole('button', { name: 'As JSON' }).click();
    expect(JSON.parse(await dialog.getByLabel('Definition (JSON)').inputValue())).toMatchObject({
      columns: [{ name: 'file' }, { name: 'site', pattern: '[A-Z]+' }, { name: 'md5' }],
    });
    await dialog.getByRole('button', { name: 'As a form' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const saved = await expectOk<{ columns: { name: string }[] }>(grace, `/api/v1/manifest-profiles/${name}`);
    expect(saved.columns.map((column) => column.name)).toEqual(['file', 'site', 'md5']);
    expect(saved).toMatchObject({ access: { policy: 'restricted' }, licence: 'CC0-1.0', version: 1 });

    await page.getByRole('button', { name: 'Change nemo' }).click();
    await dialog.getByLabel('‘controlled’ means').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await focused(page, 'Change nemo');
  });

  it('change a project, and who is to submit', async ({ visitAs }) => {
    const { projectKey, specificationKey, assignmentKey } = await ask(siteAdmin(), group);
    const page = await visitAs(grace);
    await page.goto(`/app/admin/projects/${projectKey}`);
    await page.getByRole('button', { name: 'Change' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Name/).fill('Use of land');
    await dialog.getByLabel('Description').fill('What each parcel is used for.');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    // it closes in its time, and until then the text stands in its field as well
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: 'Use of land' }).waitFor();
    await page.getByText('What each parcel is used for.').waitFor();

    await page.getByRole('link', { name: specificationKey, exact: true }).click();
    await page.getByRole('button', { name: 'Change Parcels of the lab' }).click();
    await dialog.getByLabel(/^Name/).fill('Parcels of Grace');
    await dialog.getByRole('combobox', { name: 'Members' }).fill(grace.username);
    await page.getByRole('option', { name: grace.username }).click();
    await page.keyboard.press('Tab');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'Parcels of Grace', exact: true }).waitFor();
    const changed = await expectOk<{ name: string; active: boolean }>(grace, `/api/v1/assignments/${assignmentKey}`);
    expect(changed).toMatchObject({ name: 'Parcels of Grace', active: true });
  });

  it('name the licence of a specification, and take it away again', async ({ visitAs }) => {
    const { specificationKey } = await ask(siteAdmin(), group, { description: 'Every month' });
    const page = await visitAs(grace, { refused: ['400 PATCH /api/v1/specifications/*'] });
    await page.goto(`/app/admin/specifications/${specificationKey}`);
    const licence = page.getByLabel('Licence');
    const save = page.getByRole('button', { name: 'Save' });
    await licence.fill('CC BY 4.0');
    await save.click();
    await expectNoLicence(page);
    // else the header may lie over half of a field
    await page.evaluate('scrollTo(0, 0)');
    await expectAccessible(page);
    await licence.fill('CC-BY-4.0');
    await save.click();
    await page.getByText('Saved.').waitFor();
    const saved = () => expectOk(grace, `/api/v1/specifications/${specificationKey}`);
    expect(await saved()).toMatchObject({ licence: 'CC-BY-4.0', description: 'Every month' });
    await page.reload();
    expect(await licence.inputValue()).toBe('CC-BY-4.0');
    await licence.fill('');
    await page.getByLabel('Description').fill('');
    await save.click();
    await page.getByText('Saved.').waitFor();
    expect(await saved()).toMatchObject({ description: '' });
    expect(await saved()).not.toHaveProperty('licence');
  });

  it('open a group, make a service that somebody executes, and change the text of a mail', async ({ visitAs }) => {
    const page = await visitAs(grace, { refused: ['400 PUT /api/v1/appsettings/*'] });
    await page.goto('/app/admin/groups');
    await page.getByLabel(/^Name/).fill(`Observatory ${mark}`);
    await page.getByRole('button', { name: 'Open a group' }).click();
    await page.getByRole('cell', { name: `Observatory ${mark}` }).waitFor();
    await page.getByRole('link', { name: 'Services' }).click();
    await page.getByLabel(/^Name/).fill(`Sequencing ${mark}`);
    await page.getByRole('button', { name: 'Make a service' }).click();
    const users = page.getByRole('combobox', { name: `Users who execute Sequencing ${mark}` });
    await users.click();
    await page.getByRole('option').first().click();
    await page.getByText('Ada Lovelace').or(page.locator('.mantine-MultiSelect-pill')).first().waitFor();
    await page.keyboard.press('Escape');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: /^Invitation: subject/ }).click();
    const subject = page.getByRole('textbox', { name: 'Invitation: subject' });
    const before = await subject.inputValue();
    await subject.fill('Your account {nothing}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    await expectAccessible(page);
    await subject.fill(`${before} `);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await subject.fill(before);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
  });

  it('leave a trace, which site admins read month by month', async ({ visitAs }) => {
    const asked = { path: '/api/v1/groups', body: { name: `Traced ${mark}` } };
    await expectOk(grace, asked.path, asked);
    expect((await call(grace, asked.path, asked)).status).toBe(409);
    const page = await visitAs(grace);
    await page.goto('/app/admin/audit');
    const row = (outcome: string) =>
      page.getByRole('row', { name: `${grace.username} from` }).filter({ hasText: outcome });
    await row('conflict').getByText('POST /api/v1/groups').waitFor();
    await row('done').getByText('POST /api/v1/groups').first().waitFor();
    await expectAccessible(page);
    await page.getByLabel('Month (UTC)').fill('2020-02');
    await page.getByText('Nothing was administered in this month.').waitFor();
  });

  it('have a menu on a phone, from which focus comes back', async ({ visitAs }) => {
    const page = await visitAs(grace, { window: { viewport: { width: 390, height: 844 } } });
    await page.getByRole('button', { name: 'Open the menu' }).click();
    const menu = page.getByRole('dialog', { name: 'Pages' });
    await menu.getByRole('link', { name: 'Administer' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await focused(page, 'Open the menu');
    await page.getByRole('button', { name: 'Open the menu' }).click();
    await menu.getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
    await menu.waitFor({ state: 'detached' });
  });
});

/** The field says what a licence is, as the service has told it. */
async function expectNoLicence(form: Page | Locator): Promise<void> {
  const licence = form.getByLabel('Licence');
  await form.getByText('A licence is told by its SPDX identifier').first().waitFor();
  expect(await licence.getAttribute('aria-invalid')).toBe('true');
}

/** Waits until the focus is on the control of this name. */
async function focused(page: Page, name: string): Promise<void> {
  await page.locator(':focus').and(page.getByRole('button', { name })).waitFor();
}
