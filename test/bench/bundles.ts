import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildBundles } from '../../infra/bundles.ts';
import { environment } from '../functions/in-process.ts';
import { type Figure, ms } from './figure.ts';

const RUNS = 5;
/** What a cold start may cost beyond Node's own; above it a bundle is marked. */
const TARGET_MS = 100;

const run = promisify(execFile);

/** Milliseconds of processor time that a fresh process takes to import a bundle; other programs do not change it much. */
async function coldImport(bundle: string): Promise<number> {
  const url = JSON.stringify(pathToFileURL(bundle).href);
  const code = `
    const before = process.cpuUsage();
    await import(${url});
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);
    process.exit(0);
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], {
    env: { ...process.env, ...environment('bench'), MAIL_SENDER: 'a@example.org', SITE_NAME: 'bench' },
  });
  return Number(stdout.trim().split('\n').at(-1));
}

/** Size and cold import of every function that is deployed, each in a process of its own. */
export async function measure(): Promise<Figure[]> {
  const outdir = await mkdtemp(join(tmpdir(), 'waybill-bundles-'));
  try {
    const { folders } = await buildBundles(outdir);
    const figures: Figure[] = [];
    for (const [name, folder] of Object.entries(folders)) {
      const bundle = join(folder, 'index.mjs');
      const code = await readFile(bundle);
      const times: number[] = [];
      for (let count = 0; count < RUNS; count++) times.push(await coldImport(bundle));
      // whatever else the machine does makes it longer, never shorter
      const time = Math.min(...times);
      const size = `${Math.round(code.length / 1000)} kB, ${Math.round(gzipSync(code).length / 1000)} zipped`;
      figures.push({ what: name, figure: `${ms(time)}${time > TARGET_MS ? ' (!)' : ''}, ${size}` });
    }
    return figures;
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
