import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openBrowser, openTab, signIn, type Tab } from './browser.ts';

interface VisitOptions {
  /** requests that shall fail, as `openTab` takes them */
  refused?: readonly string[];
  window?: BrowserContextOptions;
  /** the test is about what goes wrong on the page: nothing of it fails the test */
  expectsFaults?: true;
}

/** Opens a tab of its own, which is closed when the test has ended. */
export type Visit = (url: string, options?: VisitOptions) => Promise<Page>;
/** The same, with somebody signed in. */
export type VisitAs = (
  person: { url: string; username: string; password: string },
  options?: VisitOptions,
) => Promise<Page>;

/** A test that looks through the browser, one for all tests of a file. Whatever goes wrong on its pages fails it. */
export const it = test
  .extend('chromium', { scope: 'file' }, () => openBrowser())
  .extend('browser', { scope: 'file' }, ({ chromium }, { onCleanup }) => {
    onCleanup(() => chromium.close());
    return chromium;
  })
  .extend('visit', ({ browser }, { onCleanup }): Visit => {
    const visits: { tab: Tab; expectsFaults: boolean }[] = [];
    onCleanup(async () => {
      const faults = visits.flatMap(({ tab, expectsFaults }) => (expectsFaults ? [] : tab.faults));
      for (const { tab } of visits) await tab.context.close();
      expect(faults).toEqual([]);
    });
    return async (url, { refused = [], window = {}, expectsFaults = false } = {}) => {
      const tab = await openTab(browser, url, refused, window);
      visits.push({ tab, expectsFaults });
      return tab.page;
    };
  })
  .extend(
    'visitAs',
    ({ visit }): VisitAs =>
      async (person, options) => {
        const page = await visit(person.url, options);
        await signIn(page, person);
        return page;
      },
  );
