import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildWeb } from '../../infra/web.ts';
import { initialLoad } from './initial-load.ts';

/** Bytes, compressed: what a browser loads before it shows the first page. */
const INITIAL_LOAD = 250_000;

let folder: string;
beforeAll(async () => {
  folder = join(await buildWeb(), 'app');
});

describe('the build of the dashboard', () => {
  it.each(['src/portal/datasets-page.tsx', 'src/submissions/history-page.tsx', 'src/session/sign-in-page.tsx'])(
    'loads at most 250 kB for %s',
    (page) => {
      const size = initialLoad(folder, page);
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
