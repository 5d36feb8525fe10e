/**
 * A UUID in its one stored spelling: lower case, with hyphens. Takes every spelling that Python's `UUID()` takes:
 * any case, with or without hyphens, braces and `urn:uuid:`. Undefined for what is no UUID.
 */
export function canonicalUuid(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const digits = text
    .replaceAll(/urn:|uuid:/g, '')
    .replaceAll(/^[{}]+|[{}]+$/g, '')
    .replaceAll('-', '')
    .toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined;
  return [8, 12, 16, 20, 32].map((end, index, ends) => digits.slice(ends[index - 1] ?? 0, end)).join('-');
}

/** Far more than any spelling needs, and little work. */
const LONGEST = 100;
