import { hex, type RandomBytes } from './random.ts';

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
  return withHyphens(digits);
}

const withHyphens = (digits: string): string =>
  [8, 12, 16, 20, 32].map((end, index, ends) => digits.slice(ends[index - 1] ?? 0, end)).join('-');

/** Far more than any spelling needs, and little work. */
const LONGEST = 100;

/** Its first 48 bits, as they are written: `01234567-89ab`. */
export const beginningOf = (uuid: string): string => uuid.slice(0, 13);

/**
 * A UUID of version 8 (RFC 9562: custom layout) that begins with these hexadecimal digits, twelve at most; all its other
 * bits are random.
 */
export function uuidBeginning(head: string, random: RandomBytes): string {
  const digits = (head + hex(random(16))).slice(0, 32);
  const variant = '89ab'.charAt(Number.parseInt(digits.charAt(16), 16) % 4);
  const whole = `${digits.slice(0, 12)}8${digits.slice(13, 16)}${variant}${digits.slice(17)}`;
  return withHyphens(whole);
}
