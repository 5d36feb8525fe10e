import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { FUNCTIONS, type FunctionName } from './functions.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Bundles {
  /** folder of each function's code: `index.mjs` and nothing else */
  folders: Readonly<Record<FunctionName, string>>;
  /** which sources went into which output, as esbuild tells it */
  metafile: Metafile;
}

/**
 * Builds every function in one go: `<outdir>/functions/<name>/index.mjs`, and its source map beside the folder in
 * `<outdir>/source-maps/<name>.mjs.map`. The map stays out of the deployed code: it would more than double it.
 * @throws Error naming every entry file that does not exist
 */
export async function buildBundles(outdir: string): Promise<Bundles> {
  const names = presentFunctions();
  const folder = (name: string): string => join(outdir, 'functions', name);
  await rm(join(outdir, 'functions'), { recursive: true, force: true });
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => ({ in: FUNCTIONS[name].entry, out: name })),
    outdir: folder(''),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // ESM first: a third less code than Node's default order, and a fifth less import time.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    // CommonJS packages inside an ES module still call require for Node's own modules.
    banner: {
      js: "import{createRequire as bannerRequire}from'node:module';const require=bannerRequire(import.meta.url);",
    },
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  for (const { path, contents } of outputFiles) {
    const [name = '', ...map] = relative(folder(''), path).split('.mjs');
    const target = map[0] ? join(outdir, 'source-maps', `${name}.mjs.map`) : join(folder(name), 'index.mjs');
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, contents);
  }
  await writeStubs(folder);
  const folders = Object.fromEntries(Object.keys(FUNCTIONS).map((name) => [name, folder(name)]));
  return { folders: folders as Bundles['folders'], metafile };
}

/** Until every function is written, what is missing fails when it is called, not when the stack is made. */
async function writeStubs(folder: (name: string) => string): Promise<void> {
  for (const [name, { entry }] of Object.entries(FUNCTIONS)) {
    if (existsSync(join(ROOT, entry))) continue;
    await mkdir(folder(name), { recursive: true });
    const stub = `export const handler = async () => { throw new Error('${entry} is not written yet'); };\n`;
    await writeFile(join(folder(name), 'index.mjs'), stub);
  }
}

function presentFunctions(): FunctionName[] {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const missing = names.filter((name) => !existsSync(join(ROOT, FUNCTIONS[name].entry)));
  if (missing.length === 0) return names;
  const list = missing.map((name) => `${FUNCTIONS[name].entry} (${name})`).join(', ');
  if (process.env['WAYBILL_PARTIAL'] !== '1') throw new Error(`infra/functions.ts names missing files: ${list}`);
  console.warn(`Stubs, because their files are missing: ${list}`);
  return names.filter((name) => !missing.includes(name));
}
