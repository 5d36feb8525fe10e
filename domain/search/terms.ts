/**
 * The words of a search: apart where there is white space, except between quotes, single or double. All must be found,
 * in any case.
 */
export function searchTerms(text: string): string[] {
  const words = text.matchAll(/"([^"]*)"?|'([^']*)'?|([^\s"']+)/g);
  return Array.from(words, ([, double, single, plain]) => (double ?? single ?? plain ?? '').toLowerCase()).filter(
    (term) => term !== '',
  );
}

export function findsAll(terms: readonly string[], texts: readonly (string | null | undefined)[]): boolean {
  const lowered = texts.flatMap((text) => text?.toLowerCase() ?? []);
  return terms.every((term) => lowered.some((text) => text.includes(term)));
}
