/** Milliseconds over which the speed is measured. */
const WINDOW_MS = 8_000;

export interface Sample {
  at: number;
  bytes: number;
}

/** Bytes per second of the last seconds, from samples of how many bytes have been sent by when. */
export function speedOf(samples: readonly Sample[]): number {
  const last = samples.at(-1);
  const first = samples.find((sample) => last !== undefined && last.at - sample.at <= WINDOW_MS);
  if (!last || !first || last.at === first.at) return 0;
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
}

/** Adds a sample, and forgets those that no longer count. */
export const addSample = (samples: readonly Sample[], sample: Sample): Sample[] => [
  ...samples.filter(({ at }) => sample.at - at <= WINDOW_MS),
  sample,
];

/** Milliseconds; `undefined` while nothing moves. */
export const timeLeft = (bytesLeft: number, speed: number): number | undefined =>
  speed > 0 ? (bytesLeft / speed) * 1000 : undefined;
