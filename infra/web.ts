import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { keepBuild } from './kept-build.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WEB = join(ROOT, 'web');

/**
 * Builds the dashboard, unless just these sources have been built before.
 * @returns the folder that holds `app/index.html` and `app/assets/`
 * @throws Error with what the bundler says is wrong
 */
export const buildWeb = (): Promise<string> =>
  keepBuild({
    builds: join(WEB, 'dist'),
    sources: [
      'web/src',
      'web/index.html',
      'web/vite.config.ts',
      'web/package.json',
      'package-lock.json',
      'infra/web.ts',
    ],
    make: (folder) => bundle(join(folder, 'app')),
  });

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
