/**
 * Checks a definition before a machine is made of it. asl-validator knows the language's own rules (targets, reachable
 * states, paths, ARNs); the schemas beside this file know what this interpreter runs.
 */
import { createRequire } from 'node:module';
import type { z } from 'zod';
import { Definition } from './schema.ts';

/** A CommonJS package without type declarations. */
const validate = createRequire(import.meta.url)('asl-validator') as (
  definition: unknown,
  options: { checkPaths: boolean; checkArn: boolean },
) => { errors: { 'Error code': string; Message: string }[] };

/** @throws Error listing what is wrong or not supported, by its place in the definition */
export function checkDefinition(machine: string, definition: unknown): Definition {
  const checked = Definition.safeParse(definition);
  // Both checks stumble over the same members; the schemas say more clearly what is the matter.
  const problems = checked.success
    ? languageProblems(definition)
    : checked.error.issues.map((issue) => describe(issue, definition));
  if (checked.success && problems.length === 0) return checked.data;
  throw new Error(
    `The state machine ${machine} cannot run here:\n${problems.map((line) => `  ${line}`).join('\n')}\n` +
      'statemachines/README.md lists what the local service supports.',
  );
}

function languageProblems(definition: unknown): string[] {
  // It writes QueryLanguage into the states it is given, so it gets a copy.
  const { errors } = validate(structuredClone(definition), { checkPaths: true, checkArn: true });
  return errors.map((error) => `${error['Error code']}: ${error.Message}`);
}

function describe(issue: z.core.$ZodIssue, definition: unknown): string {
  const place = issue.path.map(String).join('.') || 'the definition';
  if (issue.code === 'unrecognized_keys') return `${place}: not supported: ${issue.keys.join(', ')}`;
  let found: unknown = definition;
  for (const step of issue.path) found = (found as Record<PropertyKey, unknown> | undefined)?.[step];
  const value = found === undefined || typeof found === 'object' ? '' : ` (found ${JSON.stringify(found)})`;
  return `${place}: ${issue.message}${value}`;
}
