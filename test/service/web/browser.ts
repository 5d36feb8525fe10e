import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

export { CHROMIUM, openBrowser, signIn } from './chromium.ts';

/** A page, and what went wrong on it. */
export interface Tab {
  context: BrowserContext;
  page: Page;
  /** errors on the console, exceptions, failed requests, requests to other sites */
  faults: string[];
}

/**
 * A tab that notes every fault.
 * @param refused requests that shall fail, as `400 POST /api/v1/tasks/*`, where `*` is one part of a path
 */
export async function openTab(
  browser: Browser,
  url: string,
  refused: readonly string[] = [],
  options: BrowserContextOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({
    baseURL: url,
    acceptDownloads: true,
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  const expected = refused.map(patternOf);
  page.on('console', (line) => {
    if (line.type() !== 'error' && line.type() !== 'warning') return;
    // The console says which address was refused, not with which method; the answer below says both.
    const status = /^Failed to load resource: .* status of (\d{3})/.exec(line.text())?.[1];
    const { pathname } = new URL(line.location().url || url);
    if (status !== undefined && expected.some(({ answer }) => answer.test(`${status} ${pathname}`))) return;
    faults.push(`${line.type()}: ${line.text()} (${line.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('response', (response) => {
    const [status, method] = [response.status(), response.request().method()];
    const told = `${status} ${method} ${new URL(response.url()).pathname}`;
    if (status >= 400 && !expected.some(({ request }) => request.test(told))) faults.push(told);
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== '127.0.0.1' && protocol.startsWith('http')) faults.push(`request to ${request.url()}`);
  });
  return { context, page, faults };
}

function patternOf(refused: string): { request: RegExp; answer: RegExp } {
  const [status = '', method = '', path = ''] = refused.split(' ');
  const pattern = path.replaceAll('.', String.raw`\.`).replaceAll('*', '[^/]+');
  return { request: new RegExp(`^${status} ${method} ${pattern}$`), answer: new RegExp(`^${status} ${pattern}$`) };
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** To axe the header of an open dialog is a second banner, although nothing else can be reached then. */
const RULES = { 'landmark-no-duplicate-banner': { enabled: false }, 'landmark-unique': { enabled: false } };

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** No violation of WCAG 2.2 AA that axe can find, in light and in dark colours. */
export async function expectAccessible(
  page: Page,
  schemes: readonly ('light' | 'dark')[] = ['light', 'dark'],
): Promise<void> {
  await page.evaluate(axe.source);
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
    // colours on their way from one scheme to the other are neither
    await page.evaluate(
      'Promise.allSettled(document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished))',
    );
    const run = `axe.run(${JSON.stringify({ runOnly: TAGS, rules: RULES })}).then(({ violations }) => violations)`;
    const violations = await page.evaluate<Violation[]>(run);
    const told = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${scheme}: ${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
    expect(told).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
