export type RandomBytes = (length: number) => Uint8Array;

/** Of the platform's own cryptographic source. */
export const secureBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A uniform integer in [0, limit), limit < 2^48; rejection keeps it unbiased. */
export function randomBelow(limit: number, random: RandomBytes): number {
  const range = 2 ** 48;
  const fair = range - (range % limit);
  for (;;) {
    const value = Number.parseInt(hex(random(6)), 16);
    if (value < fair) return value % limit;
  }
}
