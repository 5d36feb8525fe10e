import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildBundles } from '../../infra/bundles.ts';
import { gatewayTo, routeKeysOf } from '../functions/door-event.ts';
import { environment, startInProcess } from '../functions/in-process.ts';
import { type Figure, medianOf, ms } from './figure.ts';
import { FIRST_REQUESTS, type FirstRequest } from './first-requests.ts';

const RUNS = 5;
/** What a cold start may cost beyond Node's own; above it a bundle is marked. */
const TARGET_MS = 100;

const run = promisify(execFile);

/** Milliseconds of processor time of a fresh process; other programs do not change it much. */
interface Cold {
  import: number;
  /** the import and the first request */
  request: number;
}

/** Imports a bundle and hands it an event, if there is one. @throws Error where it answers anything but 200 */
async function coldStart(bundle: string, event?: object): Promise<Cold> {
  const code = `
    const since = (before) => { const { user, system } = process.cpuUsage(before); return (user + system) / 1000; };
    const event = JSON.parse(${JSON.stringify(JSON.stringify(event ?? null))});
    const before = process.cpuUsage();
    const { handler } = await import(${JSON.stringify(pathToFileURL(bundle).href)});
    const imported = since(before);
    const { statusCode } = event ? await handler(event, {}) : { statusCode: 200 };
    if (statusCode !== 200) throw new Error('it answered ' + statusCode);
    console.log(JSON.stringify({ import: imported, request: since(before) }));
    process.exit(0);
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], {
    env: { ...environment('bench'), MAIL_SENDER: 'a@example.org', SITE_NAME: 'bench', ...process.env },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Cold;
}

/** Bytes of all code in a function's folder, as it is and gzipped. */
async function sizeOf(folder: string): Promise<string> {
  let [plain, zipped] = [0, 0];
  for (const file of await readdir(folder)) {
    const code = await readFile(join(folder, file));
    plain += code.length;
    zipped += file.endsWith('.gz') ? code.length : gzipSync(code).length;
  }
  return `${Math.round(plain / 1000)} kB, ${Math.round(zipped / 1000)} zipped`;
}

async function eventOf({ routes, request, sent }: FirstRequest, token: string): Promise<object> {
  const { event } = await gatewayTo({ door: routeKeysOf(routes) })(request, { token, ...sent?.() });
  return event;
}

/** Size, cold import and, of doors, a first request: each in a process of its own, against the local stack. */
export async function measure(): Promise<Figure[]> {
  const outdir = await mkdtemp(join(tmpdir(), 'waybill-bundles-'));
  const stack = await startInProcess({ uncounted: true });
  try {
    const token = await stack.tokenFor('bench');
    const { folders } = await buildBundles(outdir);
    const figures: Figure[] = [];
    for (const [name, folder] of Object.entries(folders)) {
      const bundle = join(folder, 'index.mjs');
      const first = Object.entries(FIRST_REQUESTS).find(([door]) => door === name)?.[1];
      const event = first && (await eventOf(first, token));
      const starts: Cold[] = [];
      for (let count = 0; count < RUNS; count++) starts.push(await coldStart(bundle, event));
      const time = medianOf(starts.map((one) => one.import));
      const request = medianOf(starts.map((one) => one.request));
      const requested = first ? `, with ${first.request} ${ms(request)}` : '';
      const mark = time > TARGET_MS ? ' (!)' : '';
      figures.push({ what: name, figure: `${ms(time)}${mark}${requested}, ${await sizeOf(folder)}` });
    }
    return figures;
  } finally {
    await stack.close();
    await rm(outdir, { recursive: true, force: true });
  }
}
