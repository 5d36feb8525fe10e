import { join } from 'node:path';
import { build, type Metafile, type OnLoadResult, type Plugin } from 'esbuild';

interface Late {
  /** lies beside the code of every function that can come to need it */
  file: string;
  /** what the function has of it until then */
  standIn: string;
}

/**
 * Packages that most requests do without. Whatever lies in a function's one file is parsed before its first request, a
 * millisecond for every 12 kB, used or not; these lie in files of their own, which are read with their first use.
 */
const LATE: Readonly<Record<string, Late>> = {
  re2js: {
    file: 're2js.cjs',
    standIn: `
      let loaded;
      const load = () => (loaded ??= require('./re2js.cjs'));
      export const RE2JS = new Proxy(class {}, { get: (_, name) => load().RE2JS[name] });`,
  },
  // is imported with the first mail already, which alone would leave it in the one file
  'nodemailer/lib/mail-composer': {
    file: 'mail-composer.cjs',
    standIn: `export default require('./mail-composer.cjs').default;`,
  },
  // workbooks are read with these, other tables are not
  saxes: {
    file: 'saxes.cjs',
    standIn: `export function SaxesParser(options) { return new (require('./saxes.cjs').SaxesParser)(options); }`,
  },
  yauzl: {
    file: 'yauzl.cjs',
    standIn: `export default new Proxy({}, { get: (_, name) => require('./yauzl.cjs')[name] });`,
  },
};

export const latePackages: Plugin = {
  name: 'late-packages',
  setup: (bundle) => {
    bundle.onResolve({ filter: /./ }, ({ path }) => {
      if (Object.hasOwn(LATE, path)) return { path, namespace: 'late', sideEffects: false };
      return Object.values(LATE).some(({ file }) => path === `./${file}`) ? { path, external: true } : undefined;
    });
    bundle.onLoad(
      { filter: /./, namespace: 'late' },
      ({ path }): OnLoadResult => ({
        contents: LATE[path]?.standIn ?? '',
      }),
    );
  },
};

/** Names of the packages' files that must lie beside those of a function. */
export function lateFilesOf(outputs: Metafile['outputs']): string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([path, { bytesInOutput }]) => path.startsWith('late:') && bytesInOutput > 0);
  return [...new Set(used.flatMap(([path]) => LATE[path.slice('late:'.length)]?.file ?? []))];
}

/** The packages, each as one file, by name of the file. */
export async function buildLatePackages(root: string): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: Object.entries(LATE).map(([name, { file }]) => ({ in: name, out: file.replace('.cjs', '') })),
    outdir: join(root, 'late'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(join(root, 'late').length + 1), contents]));
}
