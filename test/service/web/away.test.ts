import { beforeAll, describe, expect } from 'vitest';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { CHROMIUM, expectAccessible } from './browser.ts';
import { it } from './visits.ts';

/** What is asked for does not exist: every page says so, and what to do. */
const MISSING = [
  ['/app/submissions/2222222', '404 GET /api/v1/submissions/2222222'],
  ['/app/drafts/2222222', '404 GET /api/v1/submissions/2222222'],
  ['/app/datasets/2222222', '404 GET /api/v1/datasets/2222222'],
  ['/app/job-runs/none', '404 GET /analytics_automated/submission/none'],
  ['/app/assignments/NO-ASSN-1', '404 GET /api/v1/assignments/NO-ASSN-1'],
  ['/app/admin/projects/NO', '404 GET /api/v1/projects/NO'],
  ['/app/admin/specifications/NO-SPEC-1', '404 GET /api/v1/specifications/NO-SPEC-1'],
  ['/app/admin/reports/NO-SPEC-1', '404 GET /api/v1/reports/specification/NO-SPEC-1/submissions'],
] as const;

describe.skipIf(CHROMIUM === undefined)('where something is missing', { timeout: 120_000 }, () => {
  let grace: Person;
  beforeAll(async () => {
    grace = await newPerson(siteAdmin(), await newGroup(siteAdmin()), { siteAdmin: true }, 'grace');
  });

  it('pages of what does not exist say so', async ({ visitAs }) => {
    const others = ['rule_conformance', 'task_conformance'].map(
      (kind) => `404 GET /api/v1/reports/specification/*/${kind}`,
    );
    const refused = [
      ...MISSING.map(([, request]) => request),
      ...others,
      '404 GET /api/v1/assignments/*/submissions',
      '404 GET /api/v1/projects/*/specifications',
      '404 GET /api/v1/specifications/*/assignments',
    ];
    const page = await visitAs(grace, { refused });
    for (const [path] of MISSING) {
      await page.goto(path);
      await page.getByRole('alert').first().waitFor();
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.getByRole('alert').first().textContent()).not.toMatch(/undefined|null|answered \d/);
    }
    await expectAccessible(page);
    await page.goto('/app/nowhere');
    await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
    await expectAccessible(page);
  });

  it('a lost connection is told, and what was asked for comes when it is back', async ({ visitAs }) => {
    const page = await visitAs(grace, { expectsFaults: true });
    await page.goto('/app/admin/groups');
    await page.getByRole('table').waitFor();
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Services' }).click();
    await page.getByRole('heading', { level: 1, name: 'Services' }).waitFor();
    await page.getByRole('link', { name: 'Submit', exact: true }).click();
    await page.getByText('could not be loaded').waitFor();
    await expectAccessible(page);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Submit a manifest' }).waitFor();
    await page.getByText('You are offline').waitFor({ state: 'detached' });
  });

  it('a service that cannot be reached is told, and asked again', async ({ visitAs }) => {
    const page = await visitAs(grace, { expectsFaults: true });
    await page.context().route('**/api/v1/groups', (route) => route.abort());
    await page.goto('/app/admin/groups');
    await page.getByText('The service cannot be reached.').waitFor();
    await expectAccessible(page);
    await page.context().unroute('**/api/v1/groups');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('table').waitFor();
  });

  it('a page begins at its top, and the one before where it was left', async ({ visitAs }) => {
    const page = await visitAs(grace, { window: { viewport: { width: 390, height: 400 } } });
    await page.goto('/app/admin/vocabularies');
    await page.getByRole('button', { name: 'Change bican_data_type' }).scrollIntoViewIfNeeded();
    expect(await page.evaluate<number>('scrollY')).toBeGreaterThan(200);
    await page.evaluate("document.querySelector('.brand').click()");
    await page.getByRole('heading', { level: 1, name: 'Datasets' }).waitFor();
    await page.waitForFunction('scrollY === 0');
    await page.goBack();
    await page.getByRole('button', { name: 'Change bican_data_type' }).waitFor();
    await page.waitForFunction('scrollY > 200');
  });
});
