import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { FUNCTIONS, type FunctionName } from '../../infra/functions.ts';
import { readOptions } from '../../infra/options.ts';
import { createStack } from '../../infra/stack.ts';
import { contextOfProject } from '../../infra/synthesize.ts';

/** One resource of a template, untyped as the template is. */
export type Resource = ReturnType<Template['findResources']>[string];

/** The stack as the given options make it, without bundling: every function's code is a stub. */
export function assemble({ context = {}, outdir }: { context?: Context; outdir?: string } = {}) {
  const all = { ...contextOfProject(), '@aws-cdk/core:validateAgainstDefaultRules': false, ...context };
  const app = new App({ context: all, ...(outdir !== undefined && { outdir }) });
  const options = readOptions(all);
  const code = Object.fromEntries(Object.keys(FUNCTIONS).map((name) => [name, Code.fromInline('// stub')]));
  const stack = createStack(app, {
    options,
    // any folder that is there
    web: join(import.meta.dirname, '../../functions/edge'),
    code: code as unknown as Readonly<Record<FunctionName, Code>>,
  });
  return { app, stack, options };
}

type Context = Readonly<Record<string, unknown>>;

export const templateWith = (context: Context = {}): Template => Template.fromStack(assemble({ context }).stack);

/** Resources of one type by logical id. */
export function ofType(template: Template, type: string): Record<string, Resource> {
  return template.findResources(type);
}

/** The one resource of a type whose logical id begins with a name (the CDK adds a hash). */
export function find(template: Template, type: string, name: string): Resource {
  const found = Object.entries(ofType(template, type)).filter(([id]) => new RegExp(`^${name}([0-9A-F]{8})?$`).test(id));
  if (found.length !== 1) throw new Error(`${type} ${name}: found ${found.length}`);
  return (found[0] as [string, Resource])[1];
}

/** An ARN or name of the template as text: references become the logical id without the CDK's hash. */
export function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  const [key, argument] = Object.entries(value as Record<string, unknown>)[0] as [string, unknown];
  const bare = (id: unknown): string => String(id).replace(/[0-9A-F]{8}$/, '');
  if (key === 'Ref') return String(argument).startsWith('AWS::') ? String(argument) : bare(argument);
  if (key === 'Fn::GetAtt') return bare((argument as unknown[])[0]);
  if (key === 'Fn::Join') return ((argument as unknown[])[1] as unknown[]).map(plain).join('');
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
