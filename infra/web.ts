import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

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
  await build({
    root: WEB,
    configFile: join(WEB, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: join(draft, 'app'), emptyOutDir: false },
  });
  await rename(draft, target).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  return target;
}

/** What the build reads: the sources and the versions of the packages. */
async function hashSources(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
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
