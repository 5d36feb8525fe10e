import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect } from 'vitest';
import { anonymous, expectOk } from '../client.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { csvFile, download, release } from '../submitting.ts';
import { CHROMIUM, expectAccessible } from './browser.ts';
import { it } from './visits.ts';

const WORD = `w${randomBytes(4).toString('hex')}`;

describe('a licence that was named with the manifest', () => {
  let ada: Person;
  let id: string;
  beforeAll(async () => {
    ada = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
    const fields = { label: `Counts of ${WORD} cells`, licence: 'CC-BY-4.0' };
    ({ id } = await release(ada, [csvFile('licensed.csv')], 'open', fields));
    await release(ada, [csvFile('embargoed.csv')], 'embargo', { label: `Later ${WORD}` });
  });

  it('is told by the submission, its receipt and the catalogue', async () => {
    const told = { licence: 'CC-BY-4.0' };
    expect(await expectOk(ada, `/api/v1/submissions/${id}`)).toMatchObject(told);
    expect(await expectOk(anonymous(ada), `/api/v1/datasets/${id}`)).toMatchObject(told);
    const receipt = await download(ada, `/api/v1/submissions/${id}/outputs/receipt.json`);
    expect(JSON.parse(receipt.toString())).toMatchObject(told);
    const { datasets } = await expectOk<{ datasets: object[] }>(anonymous(ada), `/api/v1/datasets?q=${WORD}%20cc-by`);
    expect(datasets).toMatchObject([{ id, ...told }]);
  });

  it.skipIf(CHROMIUM === undefined)('stands in the catalogue, which is searched by the service', async ({ visit }) => {
    const page = await visit(ada.url);
    await page.goto('/');
    await page.getByLabel('Search').fill(WORD);
    await page.getByText('2 datasets, newest first').waitFor();
    await page.getByLabel('Search').fill(`cells ${WORD.toUpperCase()}`);
    await page.getByText('1 dataset, newest first').waitFor();
    await page.getByText(/Open · CC-BY-4\.0 · released/).waitFor();
    await expectAccessible(page);
    expect(new URL(page.url()).searchParams.get('q')).toBe(`cells ${WORD.toUpperCase()}`);
    await page.reload();
    await page.getByRole('link', { name: `Counts of ${WORD} cells` }).click();
    const link = page.getByRole('link', { name: 'CC-BY-4.0' });
    expect(await link.getAttribute('href')).toBe('https://spdx.org/licenses/CC-BY-4.0.html');
    await expectAccessible(page);
    await page.goto(`/?q=${WORD}%20nothing`);
    await page.getByText('No dataset is like that.').waitFor();
  });
});
