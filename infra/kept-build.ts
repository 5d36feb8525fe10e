import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface KeptBuild {
  /** folder of the builds, each in a folder that is named by the hash of its sources */
  builds: string;
  /** files and folders that the build reads, from the root of the project */
  sources: readonly string[];
  /** writes the build into an empty folder */
  make: (folder: string) => Promise<unknown>;
}

/**
 * Makes a build, unless just these sources have been built before. Several processes may build at once; each builds in a
 * folder of its own, and the first one counts.
 * @returns the build's folder
 */
export async function keepBuild({ builds, sources, make }: KeptBuild): Promise<string> {
  const target = join(builds, await hashOf(sources));
  if (existsSync(target)) return target;
  const draft = join(builds, `draft-${process.pid}-${Date.now()}`);
  await mkdir(draft, { recursive: true });
  try {
    await make(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have been first.
    if (!existsSync(target)) throw error;
  }
  await removeOldBuilds(builds);
  return target;
}

/** Builds are copied when they are used; a day is longer than any use, and than a build that somebody else is making. */
const KEPT_MS = 86_400_000;

async function removeOldBuilds(builds: string): Promise<void> {
  for (const name of await readdir(builds)) {
    const path = join(builds, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}

async function hashOf(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  const files = (await Promise.all(sources.map((path) => filesOf(join(ROOT, path))))).flat();
  for (const path of files.toSorted()) hash.update(`\n${relative(ROOT, path)}\n`).update(await readFile(path));
  return hash.digest('hex').slice(0, 32);
}

async function filesOf(path: string): Promise<string[]> {
  if (!statSync(path).isDirectory()) return [path];
  const listed = await readdir(path, { recursive: true, withFileTypes: true });
  return listed.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
