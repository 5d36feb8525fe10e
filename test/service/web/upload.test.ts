import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { until } from '../client.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { COLUMNS, ended, manifestRow, stepEnded, submit, tsv } from '../submitting.ts';
import { CHROMIUM } from './browser.ts';
import { type SlowLink, startSlowLink } from './slow-link.ts';
import { it, type VisitAs } from './visits.ts';

const MIB = 1024 ** 2;
/** As the tests' service is set up. */
const PART = 5 * MIB;
/** Parts that a browser sends at once. */
const IN_FLIGHT = 6;

interface Source {
  name: string;
  path: string;
  size: number;
  md5: string;
  sha256: string;
}

/** A CSV file on disk, no two megabytes of which are the same. */
async function writeCsv(folder: string, name: string, size: number): Promise<Source> {
  const path = join(folder, name);
  const row = () => `${randomBytes(8).toString('hex')},${randomBytes(55).toString('hex')}\n`;
  const block = Buffer.from(Array.from({ length: MIB / 128 }, row).join(''));
  const [md5, sha256] = [createHash('md5'), createHash('sha256')];
  const file = await open(path, 'w');
  for (let start = 0; start < size; start += MIB) {
    block.write(start.toString(16).padStart(16, '0'));
    const bytes = block.subarray(0, Math.min(MIB, size - start));
    md5.update(bytes);
    sha256.update(bytes);
    await file.write(bytes);
  }
  await file.close();
  return { name, path, size, md5: md5.digest('hex'), sha256: sha256.digest('hex') };
}

async function submitted(person: Person, sources: readonly Source[]): Promise<string> {
  const rows = sources.map(({ name, md5 }) => manifestRow({ name, type: 'csv', bytes: Buffer.alloc(0), md5 }));
  const id = await submit(person, tsv([COLUMNS, ...rows]));
  await stepEnded(person, id, 'manifest_validated');
  return id;
}

async function expectStored(person: Person, id: string, { name, sha256 }: Source): Promise<void> {
  const stored = await fetch(`${person.url}/open/${id}/${name}`);
  const hash = createHash('sha256');
  for await (const chunk of stored.body ?? []) hash.update(chunk);
  expect(hash.digest('hex')).toBe(sha256);
}

const drop = (page: Page, sources: readonly Source[]) =>
  page.getByLabel('Files to upload').setInputFiles(sources.map(({ path }) => path));

const handedOn = (link: SlowLink, bytes: number) =>
  until(
    `${bytes} bytes`,
    async () => link.bytes(),
    (sent) => sent >= bytes,
    120,
  );

const partOf = (url: URL): number => Number(url.searchParams.get('partNumber'));

/** Parts that were begun more than once were on their way when they were interrupted. */
function expectOnlyInterruptedAgain(link: SlowLink, interruptions: number): void {
  const parts = link.puts.filter(({ url }) => url.searchParams.has('partNumber'));
  const broken = parts.filter(({ answered }) => answered === undefined);
  const begun = parts.map(({ url }) => partOf(url));
  const again = begun.filter((part, index) => begun.indexOf(part) !== index);
  expect(parts.filter(({ answered }) => answered !== undefined && answered !== 200)).toEqual([]);
  expect(broken.map(({ url }) => partOf(url))).toEqual(expect.arrayContaining(again));
  expect(broken.length).toBeLessThanOrEqual(interruptions * IN_FLIGHT);
}

describe.skipIf(CHROMIUM === undefined)('uploading in the browser', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-upload-'));
  const links: SlowLink[] = [];
  let ada: Person;
  beforeAll(async () => {
    ada = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
  });
  afterAll(async () => {
    await Promise.all(links.map((link) => link.close()));
    rmSync(folder, { recursive: true });
  });

  /** A tab whose whole traffic goes over a link of this speed. */
  async function over(visitAs: VisitAs, rate: number) {
    const link = await startSlowLink(rate);
    links.push(link);
    const window = { proxy: { server: link.url, bypass: '<-loopback>' } };
    const page = await visitAs(ada, { window, expectsFaults: true });
    // who leaves while something is sent is asked first
    page.on('dialog', (dialog) => void dialog.accept());
    return { link, page };
  }

  it('sends 300 MB although the network goes and the page is reloaded, and again only what was on its way', async ({
    visitAs,
  }) => {
    const source = await writeCsv(folder, 'large.csv', 300_000_000);
    const id = await submitted(ada, [source]);
    const { link, page } = await over(visitAs, 15_000_000);
    await page.goto(`/app/submissions/${id}`);
    await drop(page, [source]);

    await handedOn(link, source.size / 4);
    link.cut();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await pause(3_000);
    link.mend();
    await handedOn(link, source.size / 2);
    await page.reload();
    await drop(page, [source]);

    expect((await ended(ada, id, 200)).success).toBe(true);
    expectOnlyInterruptedAgain(link, 2);
    expect(new Set(link.puts.map(({ url }) => partOf(url))).size).toBe(Math.ceil(source.size / PART));
    expect(link.bytes()).toBeGreaterThanOrEqual(source.size);
    expect(link.bytes()).toBeLessThanOrEqual(source.size + 2 * IN_FLIGHT * PART);
    await expectStored(ada, id, source);
    console.info(`sent ${link.bytes()} bytes for a file of ${source.size}`);
  });

  it('goes on with files of one part and of several, and sends nothing while it is paused or offline', async ({
    visitAs,
  }) => {
    const sources = [await writeCsv(folder, 'small.csv', 4 * MIB), await writeCsv(folder, 'parts.csv', 13 * MIB)];
    const late = await writeCsv(folder, 'late.csv', MIB);
    const id = await submitted(ada, [...sources, late]);
    const { link, page } = await over(visitAs, 4_000_000);
    await page.goto(`/app/submissions/${id}`);
    await drop(page, sources);

    await handedOn(link, MIB);
    link.cut();
    await pause(1_000);
    link.mend();
    await handedOn(link, 5 * MIB);
    await page
      .getByText(/\/s, .* left/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(', paused').waitFor();
    await drop(page, [late]);
    await page.locator('[data-upload="late.csv"][data-state=waiting]').waitFor();
    // what was on its way to the link may still go over it
    let paused = -1;
    await until(
      'a stop',
      async () => {
        await pause(500);
        const [before, now] = [paused, link.bytes()];
        paused = now;
        return now - before;
      },
      (more) => more === 0,
    );
    await pause(2_000);
    expect(link.bytes()).toBe(paused);
    // S3 has the file then, and refuses to take it twice
    const isLost = link.loseAnswer();
    await page.getByRole('button', { name: 'Resume' }).click();
    await handedOn(link, paused + MIB);
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    await page.context().setOffline(false);

    expect((await ended(ada, id, 90)).success).toBe(true);
    expect(isLost()).toBe(true);
    expectOnlyInterruptedAgain(link, 3);
    for (const source of [...sources, late]) await expectStored(ada, id, source);
  });
});
