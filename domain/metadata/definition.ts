import * as z from 'zod/mini';
import { type Issue, invalid } from '../errors.ts';
import type { CompilePattern } from '../manifest/pattern.ts';
import type { Named } from './metadataset.ts';
import { compileDateFormat } from './python-date.ts';

/** What a metadatum is: the name and the rules of one field of all records. */
export interface MetadatumDefinition {
  uuid: string;
  /** the key in records; no two metadata have the same */
  name: string;
  /** what a value is told that `regExp` does not match */
  regexDescription: string | null;
  longDescription: string | null;
  example: string;
  /** in Python's syntax; the whole value has to match */
  regExp: string | null;
  /** of Python's strptime; values are kept as ISO dates */
  dateTimeFmt: string | null;
  isMandatory: boolean;
  order: number;
  /** values are names of files */
  isFile: boolean;
  isSubmissionUnique: boolean;
  /** implies that values are unique within each submission */
  isSiteUnique: boolean;
  /** whose executions give the value; null where submitters do */
  service: Named | null;
}

/** A definition as requests state it: everything is there, and an empty string is nothing. */
export const definitionRequest = z.strictObject({
  name: z.string(),
  regexDescription: z.string(),
  longDescription: z.string(),
  example: z.string(),
  regExp: z.string(),
  dateTimeFmt: z.string(),
  isMandatory: z.boolean(),
  order: z.int(),
  isFile: z.boolean(),
  isSubmissionUnique: z.boolean(),
  isSiteUnique: z.boolean(),
  serviceId: z.nullable(z.string()),
});
export type DefinitionRequest = z.output<typeof definitionRequest>;

const NAME_MAX = 200;
const TEXT_MAX = 10_000;

export interface DefinitionContext {
  /** new, or of the definition that is changed */
  uuid: string;
  /** the service that `serviceId` names */
  service: Named | null;
  /** all definitions that there are, the changed one included */
  others: readonly Pick<MetadatumDefinition, 'uuid' | 'name'>[];
  compile: CompilePattern;
}

/**
 * The definition that a request states.
 * @throws DomainError `invalid` with one issue per field that could never work
 */
export function definitionFrom(request: DefinitionRequest, context: DefinitionContext): MetadatumDefinition {
  const issues = definitionIssues(request, context);
  if (issues.length > 0) throw invalid('The definition cannot be used.', { issues });
  const { serviceId: _, ...stated } = request;
  return {
    ...stated,
    uuid: context.uuid,
    regexDescription: request.regexDescription || null,
    longDescription: request.longDescription || null,
    regExp: request.regExp || null,
    dateTimeFmt: request.dateTimeFmt || null,
    service: context.service,
  };
}

function definitionIssues(request: DefinitionRequest, context: DefinitionContext): Issue[] {
  const { isFile, regExp, dateTimeFmt } = request;
  const both = isFile && dateTimeFmt !== '' ? 'A value is the name of a file or a date, not both.' : undefined;
  const found: readonly (readonly [keyof DefinitionRequest, string | undefined])[] = [
    ['name', nameFault(request.name, context)],
    ...(['regexDescription', 'longDescription', 'example', 'regExp', 'dateTimeFmt'] as const).map(
      (field) => [field, lengthFault(request[field])] as const,
    ),
    ['regExp', regExp === '' ? undefined : faultOf(() => context.compile(regExp))],
    ['dateTimeFmt', dateTimeFmt === '' ? undefined : faultOf(() => compileDateFormat(dateTimeFmt))],
    ['dateTimeFmt', both],
  ];
  return found.flatMap(([field, message]) => (message === undefined ? [] : [{ field, message }]));
}

function nameFault(name: string, { uuid, others }: DefinitionContext): string | undefined {
  if (name.trim() === '') return 'A metadatum needs a name.';
  if (name.length > NAME_MAX) return `The name of a metadatum has at most ${NAME_MAX} characters.`;
  if (/\p{Cc}/u.test(name) || !name.isWellFormed()) return 'A name cannot contain line breaks or control characters.';
  if (name === '__proto__') return 'This name is reserved.';
  if (others.some((other) => other.name === name && other.uuid !== uuid)) {
    return 'There is another metadatum with that name.';
  }
  return undefined;
}

const lengthFault = (text: string): string | undefined =>
  text.length > TEXT_MAX ? `At most ${TEXT_MAX} characters are allowed.` : undefined;

/** What the compiler of a pattern or format says against it. */
function faultOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
}

/** As lists show them. */
export const inOrder = <T extends Pick<MetadatumDefinition, 'order' | 'name'>>(definitions: readonly T[]): T[] =>
  definitions.toSorted((a, b) => a.order - b.order || (a.name < b.name ? -1 : Number(a.name > b.name)));
