import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { environmentCredentials } from './environment-credentials.ts';
import { noEventStreams } from './event-streams.ts';
import { DOORS, FUNCTIONS, type FunctionName } from './functions.ts';
import { keepBuild } from './kept-build.ts';
import { buildLatePackages, lateFilesOf, latePackages } from './late-packages.ts';
import { leanClients } from './lean-clients.ts';
import { requiredBuiltins } from './required-builtins.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Bundles {
  /** folder of each function's code: `index.mjs`, what it loads later, and the files that its entry names */
  folders: Readonly<Record<FunctionName, string>>;
  /** which sources went into which file of a function, as esbuild tells it */
  outputs: Readonly<Record<FunctionName, Metafile['outputs']>>;
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
 * Builds every function: `<outdir>/functions/<name>/index.mjs`, and beside it what it loads with the first request for it.
 * The source maps lie in `<outdir>/source-maps/<name>/`, out of the deployed code: they would more than double it.
 * @throws Error naming every entry file that does not exist
 */
export async function buildBundles(outdir: string): Promise<Bundles> {
  const target = join(outdir, 'functions');
  await rm(target, { recursive: true, force: true });
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const missing = names.map((name) => FUNCTIONS[name].entry).filter((entry) => !existsSync(join(ROOT, entry)));
  if (missing.length > 0) throw new Error(`infra/functions.ts names missing files: ${missing.join(', ')}`);
  const apart = names.filter((name) => Object.hasOwn(DOORS, name) || loadsLater(FUNCTIONS[name].entry));
  const others = names.filter((name) => !apart.includes(name));
  const builds = await Promise.all([...apart.map((name) => compile([name])), compile(others)]);
  const late = await buildLatePackages(ROOT);
  for (const { path, contents } of builds.flatMap(({ outputFiles }) => outputFiles)) {
    await write(join(path.endsWith('.map') ? join(outdir, 'source-maps') : target, relative(USUAL, path)), contents);
  }
  const outputs = outputsOf(names, builds);
  for (const name of names) {
    for (const file of lateFilesOf(outputs[name])) await write(join(target, name, file), late.get(file) ?? '');
    for (const file of FUNCTIONS[name].files ?? []) {
      const contents = gzipSync(await readFile(join(ROOT, 'node_modules', file)), { level: 9 });
      await write(join(target, name, `${basename(file)}.gz`), contents);
    }
  }
  return { folders: foldersIn(outdir), outputs };
}

const loadsLater = (entry: string): boolean => /\bimport\('\.\/[^']+'\)/.test(readFileSync(join(ROOT, entry), 'utf8'));

function outputsOf(names: readonly FunctionName[], builds: readonly { metafile: Metafile }[]): Bundles['outputs'] {
  const all = builds.flatMap(({ metafile }) => Object.entries(metafile.outputs));
  const of = (name: string) => all.filter(([path]) => relative(USUAL, join(ROOT, path)).startsWith(`${name}/`));
  return Object.fromEntries(names.map((name) => [name, Object.fromEntries(of(name))])) as Bundles['outputs'];
}

function foldersIn(outdir: string): Bundles['folders'] {
  const folders = Object.keys(FUNCTIONS).map((name) => [name, join(outdir, 'functions', name)]);
  return Object.fromEntries(folders) as Bundles['folders'];
}

/**
 * Compiles functions together, which is quickest; or one by itself, and then what it loads with `import()` lies in files of
 * its own. Not both: pieces of several functions would have pieces in common, some sixty for each, and a file costs what 5
 * kB of code do.
 */
async function compile(names: readonly FunctionName[]) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => ({ in: FUNCTIONS[name].entry, out: `${name}/index` })),
    outdir: USUAL,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: names.length === 1,
    chunkNames: `${names[0]}/[name]-[hash]`,
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
    plugins: [requiredBuiltins, environmentCredentials, leanClients, noEventStreams, latePackages],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
}

async function write(path: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
