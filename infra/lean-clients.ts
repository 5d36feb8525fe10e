import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Lets a function have of an AWS client what its own commands need. The client's tables describe every operation, and
 * name keys by constants (`{ [_hE]: 404 }`); esbuild leaves such a table in, because to compute a key might call
 * something. With the names themselves it sees that nobody uses it: of S3's 68 kB, 60 go. Of its package.json only the
 * version is read.
 */
export const leanClients: Plugin = {
  name: 'lean-clients',
  setup: (build) => {
    build.onLoad({ filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withPlainKeys(await readFile(path, 'utf8')),
    }));
    build.onLoad({ filter: /@aws-sdk\/client-[^/]+\/package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

function withPlainKeys(code: string): string {
  const names = new Map([...code.matchAll(/^const (\w+) = ("[^"\n]*");$/gm)].map(([, name, text]) => [name, text]));
  return code.replace(/\[(\w+)\]:/g, (key, name: string) => {
    const text = names.get(name);
    return text === undefined ? key : `${text}:`;
  });
}
