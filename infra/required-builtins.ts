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
    build.onResolve({ filter: /^(node:)?[a-z0-9_/]+$/ }, ({ path, kind }) =>
      kind === 'import-statement' && BUILT_IN.has(path) ? { path, namespace: 'required' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({ contents: exportsOf(path) }));
    build.onResolve({ filter: /^lazily:/ }, ({ path }) => ({
      path: path.slice('lazily:'.length),
      namespace: 'required-lazily',
      sideEffects: false,
    }));
    build.onLoad({ filter: /./, namespace: 'required-lazily' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * Each export by itself: those that nobody imports are left out. What Node loads when it is asked for (`fs.ReadStream`) is
 * asked for where it is used.
 */
function exportsOf(path: string): string {
  const all = require(path) as object;
  const names = Object.keys(all).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default');
  const isLazy = (name: string) => Object.getOwnPropertyDescriptor(all, name)?.get !== undefined;
  const own = names.filter((name) => !isLazy(name));
  return [
    `const all = require(${JSON.stringify(path)});`,
    'export default all;',
    ...own.map((name, i) => `const own${i} = /* @__PURE__ */ (() => all.${name})(); export { own${i} as ${name} };`),
    `export { ${names.filter(isLazy).join(', ')} } from 'lazily:${path}';`,
  ].join('\n');
}
