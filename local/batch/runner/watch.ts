import { execFile } from 'node:child_process';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** KiB of memory by process group. Memory that processes share counts for each of them. */
export async function memoryByGroup(): Promise<Map<number, number>> {
  const { stdout } = await run('ps', ['-A', '-o', 'pgid=,rss='], { maxBuffer: 16 * 1024 * 1024 });
  const groups = new Map<number, number>();
  for (const line of stdout.split('\n')) {
    const [group, kib] = line.trim().split(/\s+/).map(Number);
    if (group !== undefined && kib !== undefined) groups.set(group, (groups.get(group) ?? 0) + kib);
  }
  return groups;
}

/** More entries than this are not looked through: that many files are too much as well. */
const MOST_ENTRIES = 100_000;

/** Bytes of files below a directory, links not followed; infinite where there are too many files to say. */
export async function bytesBelow(directory: string): Promise<number> {
  let bytes = 0;
  let entries = 0;
  const open = [directory];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      entries += 1;
      if (entries > MOST_ENTRIES) return Number.POSITIVE_INFINITY;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) open.push(path);
      else bytes += await sizeOf(path);
    }
  }
  return bytes;
}

/** Blocks that are taken, not the length: a file with holes has little in it. */
export const sizeOf = async (path: string): Promise<number> =>
  lstat(path).then(
    ({ blocks }) => blocks * 512,
    () => 0,
  );
