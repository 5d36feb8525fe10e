import * as z from 'zod/mini';
import { definitionName } from './names.ts';
import { nearestTerm } from './nearest.ts';

const term = z.string().check(
  z.minLength(1),
  z.maxLength(200),
  z.regex(/^[^\p{C}]+$/u, 'A term has no control characters.'),
  z.refine((text) => text === text.trim(), 'A term has no blanks around it.'),
);

/** 350,000 bytes of terms fit one table item (400 KB) with room for its names. */
const BYTES_LIMIT = 350_000;

export const vocabularySchema = z.strictObject({
  name: definitionName,
  title: z.optional(z.string().check(z.maxLength(200))),
  terms: z.array(term).check(
    z.minLength(1),
    z.maxLength(10_000),
    z.refine(
      (terms) => new Set(terms.map((text) => text.toLowerCase())).size === terms.length,
      'A term is listed twice; upper and lower case do not make a difference.',
    ),
    z.refine(
      (terms) => new TextEncoder().encode(JSON.stringify(terms)).length <= BYTES_LIMIT,
      `The terms take more than ${BYTES_LIMIT} bytes together.`,
    ),
  ),
});

/** The terms that a column may hold. */
export type Vocabulary = z.infer<typeof vocabularySchema>;

export interface TermIndex {
  terms: readonly string[];
  /** the term as the vocabulary spells it; case makes no difference */
  find(value: string): string | undefined;
  nearest(value: string): string | undefined;
}

/** Distinct wrong values that get a suggestion; a column that holds more is not misspelt but something else. */
const SUGGESTION_LIMIT = 2_000;

/** Makes a vocabulary ready for many look-ups; repeated slips are searched once. */
export function indexTerms(terms: readonly string[]): TermIndex {
  const byLowerCase = new Map(terms.map((text) => [text.toLowerCase(), text]));
  const suggestions = new Map<string, string | undefined>();
  return {
    terms,
    find: (value) => byLowerCase.get(value) ?? byLowerCase.get(value.toLowerCase()),
    nearest(value) {
      if (!suggestions.has(value)) {
        if (suggestions.size >= SUGGESTION_LIMIT) return undefined;
        suggestions.set(value, nearestTerm(value, terms));
      }
      return suggestions.get(value);
    },
  };
}
