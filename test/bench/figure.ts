/** One line of the benchmark's table. */
export interface Figure {
  what: string;
  figure: string;
}

/** A part of the benchmark: measures, and says what it found. */
export type Part = () => Promise<Figure[]>;

const MIB = 1024 ** 2;

export const ms = (time: number): string => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;

export const seconds = (time: number): string => `${(time / 1000).toFixed(time < 10_000 ? 2 : 1)} s`;

export const mib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;

/** @param time milliseconds */
export const speed = (bytes: number, time: number): string => `${Math.round(bytes / MIB / (time / 1000))} MiB/s`;

/** @param time milliseconds */
export const rate = (count: number, time: number): string =>
  `${Math.round(count / (time / 1000)).toLocaleString('en-US')}/s`;

/** How long a piece of work takes, and what it takes of this process's processors; both in milliseconds. */
export async function timed<T>(work: () => Promise<T>): Promise<{ time: number; processor: number; result: T }> {
  const started = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { time: performance.now() - started, processor: (user + system) / 1000, result };
}

export const medianOf = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

/** The median time of some runs, in milliseconds. */
export async function median(work: () => Promise<unknown>, runs = 5): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push((await timed(work)).time);
  return medianOf(times);
}
