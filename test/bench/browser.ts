import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { buildWeb } from '../../infra/web.ts';
import { giveHistory } from '../service/long-history.ts';
import type { Person } from '../service/people.ts';
import { COLUMNS, csvFile, manifestRow, tsv } from '../service/submitting.ts';
import { CHROMIUM, openBrowser, signIn } from '../service/web/chromium.ts';
import { initialLoad } from '../web/initial-load.ts';
import { type Figure, medianOf, ms } from './figure.ts';
import { withService } from './service.ts';

const SUBMISSIONS = 10_000;
const PAGE = 100;
const ROWS = 5_000;
const RUNS = 5;
const FRAMES = 400;
/** The page is at rest when it has done nothing long for so many milliseconds. */
const QUIET_MS = 500;

/** Notes every task that keeps the page from answering for more than 50 ms. */
const WATCH = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) globalThis.longTasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
`;

interface Measured {
  /** milliseconds until what was waited for was drawn and the page answered again */
  time: number;
  /** the longest task, in milliseconds; 0 where none took more than 50 */
  longest: number;
}

interface Cost extends Measured {
  /** what the page's main thread took of a processor meanwhile, in milliseconds */
  processor: number;
}

/** Waits until something holds, then until the page is quiet. @param since by the clock of the page */
const untilAtRest = (page: Page, condition: string, since: number): Promise<Measured> =>
  page.evaluate<Measured>(`new Promise((resolve) => {
    let drawn;
    const look = () => {
      if (drawn === undefined && (${condition})) drawn = performance.now();
    };
    // looks when something has changed, so that waiting costs nothing
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true, characterData: true });
    look();
    const timer = setInterval(() => {
      const tasks = globalThis.longTasks.filter(([start]) => start >= ${since});
      const last = Math.max(drawn ?? Infinity, ...tasks.map(([start, duration]) => start + duration));
      if (performance.now() - last < ${QUIET_MS}) return;
      clearInterval(timer);
      observer.disconnect();
      resolve({ time: last - ${since}, longest: Math.max(0, ...tasks.map(([, duration]) => duration)) });
    }, 100);
  })`);

const ROWS_SHOWN = `document.querySelectorAll('tbody tr')`;

const clock = (page: Page): Promise<number> => page.evaluate('performance.now()');

/** A page, with what it has cost since it was loaded. */
interface Tab {
  page: Page;
  session: CDPSession;
}

async function openTab(browser: Browser, person: Person): Promise<Tab> {
  const context = await browser.newContext({ baseURL: person.url });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  await signIn(page, person);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, session };
}

async function processorOf({ session }: Tab): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}

async function costOf(tab: Tab, work: () => Promise<Measured>): Promise<Cost> {
  const before = await processorOf(tab);
  const measured = await work();
  return { ...measured, processor: (await processorOf(tab)) - before };
}

async function repeated(measure: () => Promise<Cost>): Promise<Cost> {
  const runs: Cost[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await measure());
  const median = (what: keyof Cost): number => medianOf(runs.map((run) => run[what]));
  return { time: median('time'), longest: median('longest'), processor: median('processor') };
}

const figureOf = ({ time, longest, processor }: Cost): string =>
  `${ms(time)}, longest task ${longest === 0 ? 'under 50 ms' : ms(longest)}, processor ${ms(processor)}`;

/** What it has cost is counted from the beginning of each page. */
async function openHistory(tab: Tab, cached: boolean): Promise<Cost> {
  const { page, session } = tab;
  await session.send('Network.setCacheDisabled', { cacheDisabled: !cached });
  await page.goto('/app/submissions');
  const measured = await untilAtRest(page, `${ROWS_SHOWN}.length === ${PAGE}`, 0);
  return { ...measured, processor: await processorOf(tab) };
}

const turnPage = (tab: Tab): Promise<Cost> =>
  costOf(tab, async () => {
    const { page } = tab;
    const since = await clock(page);
    const before = await page.locator('tbody tr').first().textContent();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Older' }).click();
    return untilAtRest(page, `${ROWS_SHOWN}[0]?.textContent !== ${JSON.stringify(before)}`, since);
  });

/** With the moment that the page waits for more letters. */
const search = (tab: Tab, text: string): Promise<Cost> =>
  costOf(tab, async () => {
    const since = await clock(tab.page);
    await tab.page.getByRole('textbox', { name: 'Search' }).fill(text);
    return untilAtRest(tab.page, `${ROWS_SHOWN}.length === 1`, since);
  });

async function history(tab: Tab): Promise<Figure[]> {
  const what = `history with ${SUBMISSIONS.toLocaleString('en-US')} submissions`;
  return [
    { what: `${what}, nothing cached`, figure: figureOf(await repeated(() => openHistory(tab, false))) },
    { what: `${what}, cached`, figure: figureOf(await repeated(() => openHistory(tab, true))) },
    { what: 'its next page', figure: figureOf(await repeated(() => turnPage(tab))) },
    { what: 'a search in it', figure: figureOf(await search(tab, 'Submission 4711')) },
  ];
}

/** A manifest of which one row in ten has an error. */
function manifest(): Buffer {
  const rows = Array.from({ length: ROWS }, (_, index) =>
    manifestRow(csvFile(`file-${index}.csv`), 'open', index % 10 === 0 ? { Species: 'mous' } : {}),
  );
  return tsv([COLUMNS, ...rows]);
}

async function dropManifest(tab: Tab, buffer: Buffer): Promise<Cost> {
  const { page } = tab;
  await page.goto('/app/submit');
  const input = page.locator('input[type=file]');
  await input.waitFor({ state: 'attached' });
  return costOf(tab, async () => {
    const since = await clock(page);
    await input.setInputFiles({ name: 'manifest.tsv', mimeType: 'text/tab-separated-values', buffer });
    return untilAtRest(page, `document.querySelector('td.wrong') !== null`, since);
  });
}

/** Scrolls through the table as a wheel does, three rows to a frame, and says how long each frame took in milliseconds. */
const scrollThrough = (page: Page): Promise<number[]> =>
  page.evaluate<number[]>(`new Promise((resolve) => {
    const table = document.querySelector('section.sheet');
    const frames = [];
    let last = performance.now();
    const turn = () => {
      const now = performance.now();
      frames.push(now - last);
      last = now;
      // to set it and not to ask for it: that would draw everything at once
      table.scrollTop = frames.length * 100;
      if (frames.length === ${FRAMES}) return resolve(frames);
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  })`);

async function sheet(tab: Tab): Promise<Figure[]> {
  const { page } = tab;
  const what = `manifest of ${ROWS.toLocaleString('en-US')} rows`;
  const buffer = manifest();
  const dropped = await repeated(() => dropManifest(tab, buffer));
  await page.getByRole('switch', { name: 'Only rows with errors' }).press('Space');
  await page.locator(`table[aria-rowcount='${ROWS + 1}']`).waitFor();
  const before = await processorOf(tab);
  const frames = await scrollThrough(page);
  const each = ((await processorOf(tab)) - before) / frames.length;
  const slow = frames.toSorted((left, right) => left - right)[Math.floor(frames.length * 0.99)] ?? 0;
  return [
    { what: `${what}, from its drop to its errors`, figure: figureOf(dropped) },
    {
      what: 'scrolling in it, a frame of three rows',
      figure: `median ${ms(medianOf(frames))}, 99 % ${ms(slow)}, processor ${ms(each)}`,
    },
  ];
}

async function loads(): Promise<Figure[]> {
  const folder = join(await buildWeb(), 'app');
  const kilobytes = (page: string): string => `${Math.round(initialLoad(folder, page) / 1000)} kB compressed`;
  return [
    { what: 'load of the catalogue', figure: kilobytes('src/portal/datasets-page.tsx') },
    { what: 'load of the history', figure: kilobytes('src/submissions/history-page.tsx') },
  ];
}

/** What a person waits for in the dashboard, in a headless Chromium beside the whole service. */
export async function measure(): Promise<Figure[]> {
  const sizes = await loads();
  if (CHROMIUM === undefined) return [...sizes, { what: 'in a browser', figure: 'not measured: there is no Chromium' }];
  const browser = await openBrowser();
  try {
    const figures = await withService(async (person, { directory }) => {
      await giveHistory(person, directory, SUBMISSIONS);
      const tab = await openTab(browser, person);
      return [...(await history(tab)), ...(await sheet(tab))];
    });
    return [...sizes, ...figures];
  } finally {
    await browser.close();
  }
}
