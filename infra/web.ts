import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WEB = join(ROOT, 'web');
const BUILDS = join(WEB, 'dist');

/**
 * Builds the dashboard, unless just these sources have been built before: a build is a folder named by their hash.
 * Several processes may build at once; each builds in a folder of its own, and the first one counts.
 * @returns the folder that holds `app/index.html` and `app/assets/`
 * @throws Error with what the bundler says is wrong
 */
export async function buildWeb(): Promise<string> {
  const target = join(BUILDS, await hashSources());
  if (existsSync(target)) return target;
  const draft = join(BUILDS, `draft-${process.pid}-${Date.now()}`);
  await mkdir(draft, { recursive: true });
  try {
    await bundle(join(draft, 'app'));
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have been first.
    if (!existsSync(target)) throw error;
  }
  await removeOldBuilds();
  return target;
}

/** Builds are copied when they are used; a day is longer than any use, and than a build that somebody else is making. */
const KEPT_MS = 86_400_000;

async function removeOldBuilds(): Promise<void> {
  for (const name of await readdir(BUILDS)) {
    const path = join(BUILDS, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}

/** In a process of its own, for whose environment nobody else has a say: NODE_ENV decides which React is bundled. */
async function bundle(outDir: string): Promise<void> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const options = ['--outDir', outDir, '--emptyOutDir', 'false', '--logLevel', 'error'];
  const run = promisify(execFile)(process.execPath, [vite, 'build', ...options], {
    cwd: WEB,
    env: { NODE_ENV: 'production' },
  });
  await run.catch((error: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(`The dashboard could not be built:\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
  });
}

/** What the build reads: the sources and the versions of the packages. */
async function hashSources(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(import.meta.filename));
  const listed = await readdir(join(WEB, 'src'), { recursive: true, withFileTypes: true });
  const sources = listed.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const others = ['index.html', 'vite.config.ts', 'package.json', '../package-lock.json'].map((name) =>
    join(WEB, name),
  );
  for (const path of [...sources, ...others].toSorted()) {
    hash.update(`\n${relative(ROOT, path)}\n`).update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 32);
}
