import { beforeAll, describe, expect } from 'vitest';
import { expectOk } from '../client.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { ended, submit } from '../submitting.ts';
import { CHROMIUM, expectAccessible } from './browser.ts';
import { it } from './visits.ts';

describe.skipIf(CHROMIUM === undefined)('the account in the browser', () => {
  let ada: Person;
  beforeAll(async () => {
    ada = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
  });

  it('tells when each token was used last, and what it is for', async ({ visitAs }) => {
    const page = await visitAs(ada);
    await page.goto('/app/account');
    await page.getByLabel(/^Label/).fill('laptop');
    await page.getByLabel(/^What it is for/).fill('Nightly <b>upload</b>');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const row = page.getByRole('row', { name: /laptop/ });
    await row.getByText('Never').waitFor();
    await row.getByText('Nightly <b>upload</b>').waitFor();
    const token = await page
      .locator('pre')
      .filter({ hasText: /^[A-Za-z0-9]{64}$/ })
      .textContent();
    await expectOk({ url: ada.url, token: token ?? '' }, '/api/v1/account');
    await page.reload();
    await row.waitFor();
    expect(await row.getByText('Never').count()).toBe(0);
    expect(await row.locator('time').count()).toBe(2);
  });

  it('makes a token that may only read', async ({ visitAs }) => {
    const page = await visitAs(ada);
    await page.goto('/app/account');
    await page.getByLabel(/^Label/).fill('reports');
    await page.getByLabel('May only read').check();
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByRole('row', { name: /reports \(may only read\)/ }).waitFor();
    const { tokens } = await expectOk<{ tokens: object[] }>(ada, '/api/v1/tokens');
    expect(tokens).toContainEqual(expect.objectContaining({ label: 'reports', readOnly: true }));
  });

  it('keeps which mails are wanted', async ({ visitAs }) => {
    const page = await visitAs(ada);
    await page.goto('/app/account');
    const receipts = page.getByLabel('A submission is complete');
    await receipts.uncheck();
    await expectAccessible(page);
    await expect
      .poll(async () => (await expectOk<{ mails: object }>(ada, '/api/v1/account/preferences')).mails)
      .toMatchObject({ receipt: false, failure: true });
    await page.reload();
    await receipts.waitFor();
    expect([await receipts.isChecked(), await page.getByLabel(/^A submission failed/).isChecked()]).toEqual([
      false,
      true,
    ]);
  });

  it('sets a webhook, shows its secret once, shows what became of a call, calls again, and removes it', async ({
    visitAs,
  }) => {
    const page = await visitAs(ada);
    await page.goto('/app/account');
    // no webhook may reach into this machine: the call has an outcome, and it is a refusal
    await page.getByLabel(/^Address/).fill('https://127.0.0.1:8443/hook');
    await page.getByRole('combobox', { name: 'Sends along' }).click();
    await page.getByRole('option', { name: 'A bearer token' }).click();
    await page.getByLabel(/^Token of the receiver/).fill('theirs');
    await page.getByRole('button', { name: 'Set the webhook' }).click();
    await page.getByText('shown this once').waitFor();
    await expectAccessible(page);
    await page.reload();
    await page.getByText('POST https://127.0.0.1:8443/hook').waitFor();
    expect(await page.getByText('shown this once').count()).toBe(0);

    const id = await submit(ada, Buffer.from('no\tmanifest\n'));
    await ended(ada, id);
    await expect
      .poll(async () => (await told(ada, id)).map(({ webhook }) => typeof webhook), { timeout: 60_000 })
      .toEqual(['string']);
    await page.goto(`/app/submissions/${id}`);
    await page.getByRole('button', { name: 'Show what was sent' }).click();
    const row = page.getByRole('row', { name: /Manifest checked: failed/ });
    await row.getByText('Sent').waitFor();
    await row.getByText(/127\.0\.0\.1/).waitFor();
    await expectAccessible(page);
    await row.getByRole('button', { name: /^Call again: / }).click();
    await row.getByText(/127\.0\.0\.1/).waitFor();

    await page.goto('/app/account');
    await page.getByRole('button', { name: 'Remove the webhook' }).click();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await page.getByText('POST https://127.0.0.1:8443/hook').waitFor({ state: 'detached' });
  });
});

const told = async (person: Person, id: string) =>
  (await expectOk<{ deliveries: { webhook: string | null }[] }>(person, `/api/v1/submissions/${id}/deliveries`))
    .deliveries;
