/** Terms of a pasted list: one to a line, or cells of a table. */
export const splitTerms = (text: string): string[] =>
  text
    .split(/[\r\n\t]+/)
    .map((term) => term.trim())
    .filter(Boolean);

/** All terms, each once: upper and lower case do not make a difference. */
export function addTerms(terms: readonly string[], added: readonly string[]): string[] {
  const known = new Set(terms.map((term) => term.toLowerCase()));
  const fresh = added.filter((term) => {
    const key = term.toLowerCase();
    return !known.has(key) && known.add(key);
  });
  return [...terms, ...fresh];
}

/** Those that contain the words that are looked for. */
export const findTerms = (terms: readonly string[], wanted: string): string[] =>
  terms.filter((term) => term.toLowerCase().includes(wanted.trim().toLowerCase()));
