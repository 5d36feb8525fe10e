import type * as z from 'zod/mini';
import { type Issue, invalid } from '../../domain/errors.ts';
import type { MakeSchema } from './route.ts';

/** One issue per fault that zod found, with the path of the field. */
export function issuesOf(error: z.core.$ZodError): Issue[] {
  return error.issues.map((issue) => ({ message: issue.message, field: issue.path.join('.') }));
}

/** Checks a value against a schema; all faults at once. */
export function parse<S extends z.ZodMiniType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  const first = issues[0];
  const where = first?.field ? `${first.field}: ` : '';
  throw invalid(`The ${what} is not valid. ${where}${first?.message ?? ''}`, { issues });
}

const made = new Map<MakeSchema, z.ZodMiniType>();

/** Checks a value against the schema of a route, which is made for its first request and kept for the others. */
export function parseFor(make: MakeSchema, value: unknown, what: string): unknown {
  const schema = made.get(make) ?? make();
  made.set(make, schema);
  return parse(schema, value, what);
}

/**
 * A JSON body whatever the content type says: `curl -d '{…}'` sends its JSON as a form, and the documented calls of
 * the doors' clients do just that. No body at all reads as an empty object.
 */
export function readJson(rawBody: Buffer): unknown {
  const text = rawBody.toString('utf8').trim();
  if (text === '') return {};
  const value = parsed(text);
  if (isDeeper(value, DEEPEST)) throw invalid(`The body is nested deeper than ${DEEPEST} levels.`);
  return value;
}

/** Nothing here is half as deep, and what calls itself for each level of a value ends the stack at some thousands. */
const DEEPEST = 64;

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(`The body is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
}
