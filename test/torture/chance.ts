/** Numbers that look like chance and are the same for the same seed, so that whatever failed fails again. */

/** From 0 to 1, always the same for the same words. */
export function chance(...words: readonly (string | number)[]): number {
  // FNV-1a over the words, then the finalizer of mulberry32: neighbours such as call 7 and call 8 share nothing
  let hash = 0x811c9dc5;
  for (const letter of words.join('\u0000')) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return mixed(hash);
}

function mixed(state: number): number {
  let mix = Math.imul(state ^ (state >>> 15), 1 | state);
  mix = (mix + Math.imul(mix ^ (mix >>> 7), 61 | mix)) ^ mix;
  return ((mix ^ (mix >>> 14)) >>> 0) / 2 ** 32;
}

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return mixed(state);
  };
}
