/** A permanent identifier in NeMO's form: `nemo:fil-` and seven characters [0-9a-z]. */
export const IDENTIFIER_PREFIX = 'nemo:fil-';

const SPACE = 36n ** 7n;

/**
 * The identifier that a digest leads to. Derived, not drawn: releasing the same file again gives the same identifier,
 * and a collision (36^7 is not very many) is answered by another salt.
 * @param digest SHA-256 (hexadecimal) of the submission's UUID, the file's key and a salt
 */
export function identifierOf(digest: string): string {
  const number = BigInt(`0x${digest}`) % SPACE;
  return IDENTIFIER_PREFIX + number.toString(36).padStart(7, '0');
}
