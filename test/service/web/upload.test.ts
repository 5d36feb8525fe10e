import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../client.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { csvFile, ended, manifestOf, md5, stepEnded, submit } from '../submitting.ts';
import { CHROMIUM, openBrowser, openTab, signIn } from './browser.ts';

const PART = 5 * 1024 ** 2;
const PARTS = 12;
/** Parts that a browser sends at once. */
const IN_FLIGHT = 6;
/** Bytes a second: some seconds for the whole. */
const SLOW = 8_000_000;

async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const network = { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: SLOW };
  await session.send('Network.emulateNetworkConditions', network);
}

describe.skipIf(CHROMIUM === undefined)('uploading in the browser', () => {
  let browser: Browser;
  let ada: Person;
  const folder = mkdtempSync(join(tmpdir(), 'waybill-upload-'));
  beforeAll(async () => {
    browser = await openBrowser();
    ada = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it('goes on after a lost network and a reload, and sends again what was on its way at most', async () => {
    const bytes = Buffer.concat([
      Buffer.from('gene,count\n'),
      Buffer.from(randomBytes((PARTS * PART) / 2 - 6).toString('hex')),
      Buffer.from(',1\n'),
    ]);
    const path = join(folder, 'large.csv');
    writeFileSync(path, bytes);
    const id = await submit(ada, manifestOf([{ ...csvFile('large.csv'), bytes, md5: md5(bytes) }]));
    await stepEnded(ada, id, 'manifest_validated');
    const { page, context } = await openTab(browser, ada.url);
    const started: string[] = [];
    const finished: string[] = [];
    const partOf = (url: string): string => new URL(url).searchParams.get('partNumber') ?? '';
    page.on('request', (request) => request.method() === 'PUT' && started.push(partOf(request.url())));
    page.on('requestfinished', (request) => request.method() === 'PUT' && finished.push(partOf(request.url())));
    await signIn(page, ada);
    const drop = async (): Promise<void> => {
      await page.goto(`/app/submissions/${id}`);
      await throttle(page);
      await page.getByLabel('Files to upload').setInputFiles(path);
    };
    const sent = (count: number) =>
      until(
        `${count} parts`,
        async () => finished.length,
        (n) => n >= count,
        60,
      );

    await drop();
    await sent(2);
    await context.setOffline(true);
    await page.getByText('You are offline').waitFor();
    await context.setOffline(false);
    await sent(5);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(', paused').waitFor();
    page.on('dialog', (dialog) => void dialog.accept());
    await drop();
    expect((await ended(ada, id, 90)).success).toBe(true);
    expect(new Set(finished).size).toBe(Math.ceil(bytes.length / PART));
    // three interruptions: the network, the pause, the reload
    expect(started.length).toBeLessThanOrEqual(Math.ceil(bytes.length / PART) + 3 * IN_FLIGHT);
    const stored = await fetch(`${ada.url}/open/${id}/large.csv`);
    const digest = createHash('sha256').update(Buffer.from(await stored.arrayBuffer()));
    expect(digest.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    await context.close();
  });
});
