import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../running.ts';
import { CHROMIUM, expectAccessible, openBrowser, openTab, signIn, type Tab } from './browser.ts';
import { type Place, partsOfTheAdministration, placesOf, routesOfTheDashboard } from './places.ts';
import { makeWorld, type World } from './world.ts';

const NOBODY = Object.fromEntries(
  'released embargoed failed waiting project specification assignment draft job batch'.split(' ').map((n) => [n, n]),
) as unknown as World;
const TABLE = placesOf(NOBODY);

/** The check of a sample sheet that has errors. */
const REFUSED = ['400 POST /api/v1/presubvalidation'];
/** Pixels. */
const PHONE = { width: 390, height: 844 };

describe('the table of pages', () => {
  it('has a row for every page', () => {
    const routes = routesOfTheDashboard();
    expect(routes.length).toBeGreaterThan(20);
    expect(new Set(TABLE.map(({ route }) => route))).toEqual(new Set(routes));
    const parts = partsOfTheAdministration();
    expect(parts.length).toBeGreaterThan(10);
    const visited = TABLE.filter(({ route }) => route === '/app/admin/$part').map(({ path }) => path.split('/').at(-1));
    expect(visited).toEqual(parts);
  });
});

describe.skipIf(CHROMIUM === undefined)('every page', { timeout: 120_000 }, () => {
  let service: RunningService;
  let browser: Browser;
  let places: readonly Place[];
  let tabs: Record<'open' | 'signedIn', readonly [Tab, Tab]>;
  beforeAll(async () => {
    service = await startService();
    browser = await openBrowser();
    const world = await makeWorld(service);
    places = placesOf(world);
    const both = () =>
      Promise.all([
        openTab(browser, service.url, REFUSED),
        openTab(browser, service.url, REFUSED, { viewport: PHONE, hasTouch: true }),
      ]);
    tabs = { open: await both(), signedIn: await both() };
    for (const { page } of tabs.signedIn) await signIn(page, world.grace);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    service?.remove();
  });

  it.each(TABLE.map(({ path }, index) => [index, path] as const))('%s: %s', async (index) => {
    const place = places[index] as Place;
    const [desk, phone] = place.open ? tabs.open : tabs.signedIn;
    for (const { page, faults } of [desk, phone]) {
      faults.length = 0;
      await visit(page, place);
      // What colours are hard to read does not depend on the width: on the phone one scheme is enough.
      await expectAccessible(page, page === desk.page ? ['light', 'dark'] : ['dark']);
      expect(await overhang(page)).toBe(0);
      expect(faults).toEqual([]);
    }
  });
});

async function visit(page: Page, { path, title }: Place): Promise<void> {
  await page.goto('about:blank');
  await page.goto(path, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
  expect(await page.getByRole('alert').allTextContents()).toEqual([]);
}

/** Pixels by which the page is wider than the window. */
const overhang = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
