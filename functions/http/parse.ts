import type { z } from 'zod';
import { type Issue, invalid } from '../../domain/errors.ts';

/** One issue per fault that zod found, with the path of the field. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.map((issue) => ({ message: issue.message, field: issue.path.join('.') }));
}

/** Checks a value against a schema; all faults at once. */
export function parse<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  const first = issues[0];
  const where = first?.field ? `${first.field}: ` : '';
  throw invalid(`The ${what} is not valid. ${where}${first?.message ?? ''}`, { issues });
}

/**
 * A JSON body whatever the content type says: `curl -d '{…}'` sends its JSON as a form, and the documented calls of
 * the doors' clients do just that. No body at all reads as an empty object.
 */
export function readJson(rawBody: Buffer): unknown {
  const text = rawBody.toString('utf8').trim();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(`The body is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
}
