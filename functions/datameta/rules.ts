import { compilePythonPattern } from '../../adapters/python/compile-pattern.ts';
import type { CompiledPattern, CompilePattern } from '../../domain/manifest/pattern.ts';
import type { MetadatumDefinition } from '../../domain/metadata/definition.ts';
import { compileRules, type MetadataRules } from '../../domain/metadata/rules.ts';

/** A pattern of 3,000 steps takes some 100 kB; a site has some dozens. */
const MOST_KEPT = 500;
const kept = new Map<string, CompiledPattern>();

/** Compiling takes milliseconds, and the same patterns come with every request that this function answers. */
const compileOnce: CompilePattern = (source) => {
  const known = kept.get(source);
  if (known !== undefined) return known;
  const pattern = compilePythonPattern(source);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(source, pattern);
  return pattern;
};

export const rulesOf = (definitions: readonly MetadatumDefinition[]): MetadataRules =>
  compileRules(definitions, compileOnce);
