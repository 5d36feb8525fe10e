import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect } from 'vitest';
import { defineJob } from '../jobs/job-runs.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { CHROMIUM, expectAccessible, signIn } from './browser.ts';
import { it } from './visits.ts';

const mark = randomBytes(3).toString('hex');
const COUNT = `count-${mark}`;
const COPY = `copy-${mark}`;
const HEAD = `head${mark}`;
const INPUT = { name: 'seq.fasta', mimeType: 'text/plain', buffer: Buffer.from('>a\nMK\n>b\nMV\n') };

describe.skipIf(CHROMIUM === undefined)('jobs in the browser', { timeout: 180_000 }, () => {
  let ada: Person;
  beforeAll(async () => {
    ada = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
    const number = { alias: 'lines', flag: '-n', validation: { min: 1, max: 3 } };
    const quiet = { alias: 'quiet', kind: 'boolean', flag: '-q', default: 'FALSE' };
    const head = { command: ['head', '$P1', '$P2', '$I1'], inputs: ['.fasta'], stdout: '.head' };
    await defineJob(siteAdmin(), COUNT, { [HEAD]: { ...head, parameters: [number, quiet] } }, [[HEAD]], {
      description: 'The first lines of a <b>file</b>.',
    });
    const copy = { command: ['cp', '$I1', '$O1'], inputs: ['.fasta'], outputs: ['.copy'] };
    await defineJob(siteAdmin(), COPY, { [`cp${mark}`]: copy }, [[`cp${mark}`]]);
  });

  it('are run together from a form of their definitions, and followed to their results', async ({ visitAs }) => {
    const page = await visitAs(ada, { refused: ['400 POST /analytics_automated/submission/'] });
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('link', { name: COUNT }).waitFor();
    await page.getByText('The first lines of a <b>file</b>.').waitFor();
    await expectAccessible(page);
    await page.getByLabel(`Choose ${COUNT}`).check();
    await page.getByLabel(`Choose ${COPY}`).check();
    await page.getByRole('link', { name: 'Run these 2 on one file' }).click();

    await page.getByRole('heading', { name: 'Run 2 jobs' }).waitFor();
    const mail = page.getByLabel(/^E-mail/);
    expect(await mail.inputValue()).toBe(ada.email);
    await page.getByRole('button', { name: 'Run the jobs' }).click();
    await page.getByText('Choose the file that the jobs run on.').waitFor();
    await expectAccessible(page);
    await page.getByLabel('Input file').setInputFiles(INPUT);
    const lines = page.getByLabel(`${HEAD}_lines`);
    await lines.fill('9');
    await page.getByRole('button', { name: 'Run the jobs' }).click();
    await page.getByText('At most 3.').waitFor();
    await lines.fill('2');
    await page.getByRole('button', { name: 'Run the jobs' }).click();
    await page.getByText('This field is required.').waitFor();
    await page.getByLabel(/^Name/).fill('my trial');
    await page.getByRole('button', { name: 'Run the jobs' }).click();

    await page.waitForURL('**/app/job-runs/*');
    await page.getByRole('heading', { name: 'my trial' }).waitFor();
    await page.locator(`[data-job=${COUNT}][data-state=Complete]`).waitFor({ timeout: 90_000 });
    await page.locator(`[data-job=${COPY}][data-state=Complete]`).waitFor({ timeout: 90_000 });
    await expectAccessible(page);
    const [result] = await Promise.all([
      page.waitForEvent('download'),
      page
        .locator(`[data-job=${COUNT}]`)
        .getByRole('button', { name: /\.head$/ })
        .click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await result.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('>a\nMK\n');
  });

  it('are made of tasks by site admins, whose faults are told where they are, and retired', async ({ visit }) => {
    const root = await newPerson(siteAdmin(), await newGroup(siteAdmin()), { siteAdmin: true }, 'root');
    const page = await visit(ada.url, { refused: ['400 PUT /api/v1/tasks/*'] });
    await signIn(page, root);
    const define = async (part: string, name: string, change: (text: string) => string) => {
      await page.goto(`/app/admin/${part}`);
      await page.getByRole('button', { name: 'New definition' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill(name);
      const json = page.getByLabel('Definition (JSON)');
      const example = await json.inputValue();
      await json.fill(change(example));
      await page.getByRole('button', { name: 'Save' }).click();
      return { json, example };
    };
    const task = await define('tasks', `first${mark}`, (text) => text.replace('$P1', '$P7'));
    await page.getByText('command.1:').waitFor();
    await expectAccessible(page);
    await task.json.fill(task.example);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: `Change first${mark}` }).waitFor();
    await define('jobs', `first-${mark}`, (text) => text.replace('"head"', `"first${mark}"`));
    await page.getByRole('button', { name: `Change first-${mark}` }).click();
    const json = page.getByLabel('Definition (JSON)');
    await json.fill((await json.inputValue()).replace('"runnable": true', '"runnable": false'));
    await page.getByRole('button', { name: 'Save' }).click();
    await json.waitFor({ state: 'detached' });
    await page.goto(`/app/jobs/first-${mark}`);
    await page.getByText(`You cannot run first-${mark}.`).waitFor();
  });

  it('that are public are there for those who have no account', async ({ visit }) => {
    const page = await visit(ada.url);
    await page.goto(`/app/jobs/${COPY}`);
    await page.getByLabel(/^Name/).fill('anonymous trial');
    await page.getByLabel(/^E-mail/).fill('somebody@example.org');
    await page.getByLabel('Input file').setInputFiles(INPUT);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Run the job' }).click();
    await page.waitForURL('**/app/job-runs/*');
    await page.locator(`[data-job=${COPY}][data-state=Complete]`).waitFor({ timeout: 90_000 });
    await page.reload();
    await page.getByRole('button', { name: /\.copy$/ }).waitFor();
    await page.goto('/app/jobs/nothing');
    await page.getByText('You cannot run nothing.').waitFor();
  });
});
