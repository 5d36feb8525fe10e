import type { CompiledPattern, CompilePattern } from '../manifest/pattern.ts';
import { inOrder, type MetadatumDefinition } from './definition.ts';
import { compileDateFormat, type DateFormat } from './python-date.ts';

/** A definition that is ready to check values. */
export interface FieldRule extends MetadatumDefinition {
  pattern?: CompiledPattern;
  date?: DateFormat;
}

/** All definitions of a site, each group in its order. */
export interface MetadataRules {
  all: readonly FieldRule[];
  /** what submitters hand in */
  regular: readonly FieldRule[];
  /** what executions of a service hand in */
  ofService(uuid: string): readonly FieldRule[];
}

export function compileRules(definitions: readonly MetadatumDefinition[], compile: CompilePattern): MetadataRules {
  const all = inOrder(definitions).map((definition) => compileRule(definition, compile));
  const groups = Map.groupBy(all, ({ service }) => service?.uuid);
  return { all, regular: groups.get(undefined) ?? [], ofService: (uuid) => groups.get(uuid) ?? [] };
}

const compileRule = (definition: MetadatumDefinition, compile: CompilePattern): FieldRule => ({
  ...definition,
  ...(definition.regExp !== null && { pattern: compile(definition.regExp) }),
  ...(definition.dateTimeFmt !== null && { date: compileDateFormat(definition.dateTimeFmt) }),
});
