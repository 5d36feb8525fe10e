import { builtinModules, createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

const BUILT_IN = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
const require = createRequire(import.meta.url);

/**
 * Loads Node's own modules with `require` where the sources import them. An ES import of `node:http` reads every export
 * of the module, one of which loads all of undici: that is a fifth of the time that a small function takes to start.
 */
export const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup: (build) => {
    build.onResolve({ filter: /^(node:)?[a-z0-9_/]+$/ }, ({ path, kind }) => {
      if (kind !== 'import-statement' || !BUILT_IN.has(path)) return undefined;
      // what it exports is another thing in every process, and a bundle must not depend on who builds it
      return { path, namespace: /^(node:)?process$/.test(path) ? 'required' : 'built-in' };
    });
    build.onLoad({ filter: /./, namespace: 'built-in' }, ({ path }) => ({ contents: exportsOf(path) }));
    build.onResolve({ filter: /^required:/ }, ({ path }) => ({
      path: path.slice('required:'.length),
      namespace: 'required',
    }));
    build.onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * Names every export, so that a module's exports are copied once for all who import some. Each is asked for where it is
 * used: Node loads some only then (`fs.ReadStream`).
 */
function exportsOf(path: string): string {
  const names = Object.keys(require(path) as object).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
  return `export { ${[...new Set(['default', ...names])].toSorted().join(', ')} } from 'required:${path}';`;
}
