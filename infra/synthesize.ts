import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bringBundles } from './bundles.ts';
import { addChecks } from './checks.ts';
import type { FunctionName } from './functions.ts';
import { readOptions } from './options.ts';
import { createStack } from './stack.ts';
import { buildWeb } from './web.ts';

export interface SynthesizeOptions {
  /** where the template and the bundles go; without it the folder that the CDK's command line names */
  outdir?: string;
  /** options that win over those of cdk.json, e.g. `{ siteUrl: 'http://127.0.0.1:4000' }` */
  context?: Readonly<Record<string, unknown>>;
}

/** Builds every function and the dashboard, and writes the template; returns the folder. Throws on wrong options and failed checks. */
export async function synthesize({ outdir, context = {} }: SynthesizeOptions = {}): Promise<string> {
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    autoSynth: false,
    context: { ...contextOfProject(), ...context },
  });
  const options = readOptions(app.node.getAllContext());
  const [folders, web] = await Promise.all([bringBundles(app.outdir), buildWeb()]);
  const code: Readonly<Record<string, Code>> = Object.fromEntries(
    Object.entries(folders).map(([name, folder]) => [name, Code.fromAsset(folder)]),
  );
  const stack = createStack(app, { options, web, code: code as Readonly<Record<FunctionName, Code>> });
  addChecks(app, stack, options);
  return app.synth().directory;
}

/** The CDK's command line passes cdk.json's context on; a synthesis without it must use the same. */
export function contextOfProject(): Record<string, unknown> {
  const file = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
    context: Record<string, unknown>;
  };
  return file.context;
}
