/** What is searched for in the catalogue, as it stands in the address. */
interface Wanted {
  q?: string;
}

export function parseWanted(search: Record<string, unknown>): Wanted {
  const { q } = search;
  const text = typeof q === 'string' || typeof q === 'number' ? String(q).trim().slice(0, 200) : '';
  return text === '' ? {} : { q: text };
}
