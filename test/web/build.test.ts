import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildWeb } from '../../infra/web.ts';

/** Bytes, compressed: what a browser loads before it shows the first page. */
const INITIAL_LOAD = 250_000;

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  css?: string[];
}

let folder: string;
let manifest: Record<string, Chunk>;
beforeAll(async () => {
  folder = join(await buildWeb(), 'app');
  manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'));
});

/** A chunk with all that it imports at once. */
function filesOf(name: string, seen = new Set<string>()): Set<string> {
  const { file, imports = [], css = [] } = manifest[name] as Chunk;
  if (seen.has(file)) return seen;
  for (const one of [file, ...css]) seen.add(one);
  for (const other of imports) filesOf(other, seen);
  return seen;
}

const sizeOf = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);

describe('the build of the dashboard', () => {
  it.each(['src/portal/datasets-page.tsx', 'src/submissions/history-page.tsx', 'src/session/sign-in-page.tsx'])(
    'loads at most 250 kB for %s',
    (page) => {
      const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry);
      const size = sizeOf(new Set([...filesOf(entry ?? ''), ...filesOf(page)]));
      expect(size).toBeGreaterThan(50_000);
      expect(size).toBeLessThanOrEqual(INITIAL_LOAD);
    },
  );

  it('holds nothing that the content security policy refuses', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script>|<style|style="| on\w+=/);
    expect(html).toMatch(/<script type="module"[^>]* src="\/app\/assets\//);
    const assets = readdirSync(join(folder, 'assets'));
    expect(assets.filter((name) => !/-[\w-]{8}\.(js|css|svg)$/.test(name))).toEqual([]);
  });

  it('is made once for the same sources', async () => {
    expect(join(await buildWeb(), 'app')).toBe(folder);
  });
});
