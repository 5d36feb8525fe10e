import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { CHROMIUM, expectAccessible, signIn } from './browser.ts';
import { it } from './visits.ts';

const CHECKS = [
  {
    name: 'Parcels',
    kind: 'table',
    input: 'Land registry/Parcels',
    schema: {
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'area', type: 'number' },
      ],
    },
  },
];

const csv = (text: string, name = 'parcels.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const key = `W${randomBytes(4).toString('hex').toUpperCase()}`;

/** As large as to be sent in parts. */
const LARGE = `id,area\n${'1,2\n'.repeat(2_000_000)}`;

describe.skipIf(CHROMIUM === undefined)('assignments in the browser', { timeout: 180_000 }, () => {
  let root: Person;
  let ada: Person;
  let assignment = '';
  beforeAll(async () => {
    const group = await newGroup(siteAdmin(), 'registry');
    root = await newPerson(siteAdmin(), group, { siteAdmin: true }, 'root');
    ada = await newPerson(siteAdmin(), group);
  });

  it('are given by admins: a project, a specification whose faults are told where they are, and who is to submit', async ({
    visitAs,
  }) => {
    const page = await visitAs(root, { refused: ['400 POST /api/v1/projects/*/specifications'] });
    await page.goto('/app/admin/projects');
    await page.getByLabel(/^Key/).fill(key);
    await page.getByLabel(/^Name/).fill('Land use');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Open the project' }).click();
    await page.waitForURL(`**/app/admin/projects/${key}`);
    await page.getByText('Nothing is asked for yet').waitFor();
    await expectAccessible(page);

    await page.getByRole('link', { name: 'New specification' }).click();
    await page.getByLabel(/^Name/).first().fill('Parcels, monthly');
    await page.getByLabel(/^Data-store path/).fill('Land registry/Parcels');
    await page.getByRole('group', { name: 'Input 1' }).getByLabel(/^Name/).fill('Parcels');
    await page.getByLabel('Accepted types').fill('csv');
    await page.getByRole('button', { name: 'Begin with an example' }).click();
    await page.getByLabel('Checks (JSON)').fill('[{"name": "x", "kind": "table", "input": "Parcels", "schema": {}}]');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('checks.0.schema.fields:').waitFor();
    await expectAccessible(page);
    await page.getByLabel('Checks (JSON)').fill(JSON.stringify(CHECKS));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(`**/app/admin/specifications/${key}-SPEC-1`);

    await page.getByLabel(/^Name of a new assignment/).fill('Parcels of the registry');
    await page.getByRole('combobox', { name: 'Members' }).fill(ada.username);
    await page.getByRole('option', { name: ada.username }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    await page.getByRole('cell', { name: ada.username }).waitFor();
    await expectAccessible(page);
    assignment = `${key}-ASSN-1`;
  });

  it('take files of any size, which can be replaced, and start when nothing is missing', async ({ visit }) => {
    const page = await visit(ada.url);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await signIn(page, ada);
    await page.getByRole('link', { name: 'Assignments' }).click();
    await page.getByRole('link', { name: 'Parcels of the registry' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Parcels of the registry' }).click();
    await page.getByRole('button', { name: 'Copy the data-store path Land registry/Parcels' }).click();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe('Land registry/Parcels');
    await expectAccessible(page);

    const id = await newDraft(page);
    await page.getByText('1 input is missing').waitFor();
    expect(await page.getByRole('button', { name: 'Start the submission' }).isDisabled()).toBe(true);
    await expectAccessible(page);
    const file = page.getByLabel('File for Parcels');
    await file.setInputFiles(csv('x', 'parcels.pdf'));
    await page.getByText('parcels.pdf is none of .csv.').waitFor();
    await file.setInputFiles(csv('id,area\n1,x\n'));
    await page.getByText('parcels.csv has arrived').waitFor();
    await file.setInputFiles(csv(LARGE, 'all.csv'));
    await page.getByText('all.csv has arrived (8.0 MB)').waitFor({ timeout: 60_000 });

    await page.goto('/app/assignments');
    await page.getByRole('heading', { name: 'Not started yet' }).waitFor();
    await page.getByRole('link', { name: id }).click();
    await page.getByText('Everything that is required is there.').waitFor();
    await page.getByRole('button', { name: 'Start the submission' }).click();
    await page.waitForURL(`**/app/submissions/${id}`);
    await page.locator('li[data-step=portal_release][data-state=done]').waitFor({ timeout: 90_000 });
    await page.getByRole('heading', { name: 'Check Parcels' }).waitFor();
    await page.getByText('all.csv, 2,000,000 rows: 0 errors, 0 warnings.').waitFor();
    await expectAccessible(page);
  });

  it('show what the checks found where the data breaks a rule', async ({ visitAs }) => {
    const page = await visitAs(ada);
    await page.goto(`/app/assignments/${assignment}`);
    await newDraft(page);
    await page.getByLabel('File for Parcels').setInputFiles(csv('id,area\nx,1\n2,<b>y</b>\n'));
    await page.getByText('parcels.csv has arrived').waitFor();
    await page.getByRole('button', { name: 'Start the submission' }).click();
    await page.locator('li[data-step=qc_complete][data-state=failed]').waitFor({ timeout: 90_000 });
    await page.getByText('parcels.csv, 2 rows: 2 errors, 0 warnings.').waitFor();
    await page.getByRole('cell', { name: '<b>y</b>' }).waitFor();
    await expectAccessible(page);
  });

  it('end where they are cancelled before they start', async ({ visitAs }) => {
    const page = await visitAs(ada);
    await page.goto(`/app/assignments/${assignment}`);
    const id = await newDraft(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the submission' }).click();
    await page.waitForURL(`**/app/submissions/${id}`);
    await page.getByText('Cancelled').first().waitFor();
  });

  it('are reported on', async ({ visitAs }) => {
    const page = await visitAs(root);
    await page.goto(`/app/admin/reports/${key}-SPEC-1`);
    await page.getByText('3 submissions, 8.0 MB.').waitFor();
    await page.getByRole('cell', { name: 'type(area)' }).waitFor();
    await expectAccessible(page);
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV of the rules' }).click(),
    ]);
    expect(table.suggestedFilename()).toBe(`${key}-SPEC-1-rule_conformance.csv`);
  });
});

async function newDraft(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'New submission' }).click();
  await page.waitForURL(/\/app\/drafts\/\w{7}$/);
  return page.url().slice(-7);
}
