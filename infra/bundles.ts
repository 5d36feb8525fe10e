import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { environmentCredentials } from './environment-credentials.ts';
import { FUNCTIONS, type FunctionName } from './functions.ts';
import { keepBuild } from './kept-build.ts';
import { buildLatePackages, lateFilesOf, latePackages } from './late-packages.ts';
import { leanClients } from './lean-clients.ts';
import { requiredBuiltins } from './required-builtins.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Bundles {
  /** folder of each function's code: `index.mjs`, and the files that its entry names */
  folders: Readonly<Record<FunctionName, string>>;
  /** which sources went into which output, as esbuild tells it */
  metafile: Metafile;
}

/** Where the CDK puts the functions, unless it is told otherwise: paths in the source maps lead from there. */
const USUAL = join(ROOT, 'cdk.out/functions');

/** Every function's folder in `<outdir>/functions`, built anew only where a source has changed since the last time. */
export async function bringBundles(outdir: string): Promise<Bundles['folders']> {
  const kept = await keepBuild({
    builds: join(ROOT, 'node_modules/.cache/waybill-functions'),
    sources: ['adapters', 'domain', 'functions', 'infra', 'package.json', 'package-lock.json', 'tsconfig.json'],
    make: buildBundles,
  });
  await cp(kept, outdir, { recursive: true });
  return foldersIn(outdir);
}

/**
 * Builds every function in one go: `<outdir>/functions/<name>/index.mjs`, and its source map beside the folder in
 * `<outdir>/source-maps/<name>.mjs.map`. The map stays out of the deployed code: it would more than double it.
 * @throws Error naming every entry file that does not exist
 */
export async function buildBundles(outdir: string): Promise<Bundles> {
  const target = join(outdir, 'functions');
  await rm(target, { recursive: true, force: true });
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const missing = names.map((name) => FUNCTIONS[name].entry).filter((entry) => !existsSync(join(ROOT, entry)));
  if (missing.length > 0) throw new Error(`infra/functions.ts names missing files: ${missing.join(', ')}`);
  const [{ outputFiles, metafile }, late] = await Promise.all([compile(names, USUAL), buildLatePackages(ROOT)]);
  for (const { path, contents } of outputFiles) {
    const [name = '', ...map] = relative(USUAL, path).split('.mjs');
    await write(map[0] ? join(outdir, 'source-maps', `${name}.mjs.map`) : join(target, name, 'index.mjs'), contents);
  }
  for (const name of names) {
    for (const file of FUNCTIONS[name].files ?? []) {
      const contents = gzipSync(await readFile(join(ROOT, 'node_modules', file)), { level: 9 });
      await write(join(target, name, `${basename(file)}.gz`), contents);
    }
  }
  for (const { entryPoint, ...output } of Object.values(metafile.outputs)) {
    const name = names.find((each) => FUNCTIONS[each].entry === entryPoint) ?? '';
    for (const file of lateFilesOf(output)) await write(join(target, name, file), late.get(file) ?? '');
  }
  return { folders: foldersIn(outdir), metafile };
}

function foldersIn(outdir: string): Bundles['folders'] {
  const folders = Object.keys(FUNCTIONS).map((name) => [name, join(outdir, 'functions', name)]);
  return Object.fromEntries(folders) as Bundles['folders'];
}

async function compile(names: readonly FunctionName[], outdir: string) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => ({ in: FUNCTIONS[name].entry, out: name })),
    outdir,
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
    plugins: [requiredBuiltins, environmentCredentials, leanClients, latePackages],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
}

async function write(path: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
