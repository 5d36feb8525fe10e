import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The CDK app of the product. */
export const PRODUCT_APP = join(ROOT, 'infra/app.ts');

export interface Synthesis {
  /** file of the CDK app */
  readonly app: string;
  /** folder for the template and the bundles */
  readonly directory: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs the CDK app, unless nothing that it reads has changed since the last time. Throws with what the app wrote when
 * it fails.
 */
export async function synthesize({ app, directory, context, environment }: Synthesis): Promise<void> {
  const stamp = join(directory, 'local-inputs');
  const inputs = hashInputs(app, context);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return;
  // Bundles of earlier sources would stay for ever.
  rmSync(directory, { recursive: true, force: true });
  const child = spawn(process.execPath, [app], {
    cwd: ROOT,
    env: { ...environment, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify(context) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const code = await promise;
  if (code !== 0) {
    throw new Error(`The template could not be made (${app} ended with ${code}):\n${Buffer.concat(output).toString()}`);
  }
  writeFileSync(stamp, inputs);
}

/** Folders that the CDK app never reads. */
const UNREAD = new Set(['node_modules', 'cdk.out', 'coverage', 'dist', 'docs', 'local', 'test']);

/** Everything that could change the template: the sources of the project, the app, the context and Node's version. */
function hashInputs(app: string, context: Readonly<Record<string, unknown>>): string {
  const hash = createHash('sha256').update(JSON.stringify([app, context, process.version]));
  const add = (path: string): void => {
    hash.update(`\n${path}\n`).update(readFileSync(path));
  };
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || UNREAD.has(entry.name)) continue;
      if (entry.isDirectory()) walk(path);
      else if (/\.(json|js|mjs|ts|tsx|html|css|svg)$/.test(entry.name)) add(path);
    }
  };
  walk(ROOT);
  if (app !== PRODUCT_APP) walk(dirname(app));
  return hash.digest('hex');
}
