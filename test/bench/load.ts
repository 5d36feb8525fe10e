import { type Figure, medianOf, ms, rate, timed } from './figure.ts';

const CLIENTS = 16;
const SECONDS = 4;

/** As many requests as sixteen clients get answered, each sending its next one when it has the answer to the last. */
export async function load(what: string, request: () => Promise<unknown>): Promise<Figure> {
  const times: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  const client = async () => {
    while (performance.now() < end) times.push((await timed(request)).time);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { what, figure: figureOf(times, SECONDS * 1000) };
}

/** The same until every one of these has been asked for once. */
export async function loadOf<T>(what: string, items: readonly T[], request: (item: T) => Promise<unknown>) {
  const times: number[] = [];
  const rest = items.values();
  const client = async () => {
    for (const item of rest) times.push((await timed(() => request(item))).time);
  };
  const { time } = await timed(() => Promise.all(Array.from({ length: CLIENTS }, client)));
  return { what, figure: figureOf(times, time) };
}

function figureOf(times: readonly number[], time: number): string {
  const slow = times.toSorted((left, right) => left - right)[Math.floor(times.length * 0.99)] ?? 0;
  return `${rate(times.length, time)}, median ${ms(medianOf(times))}, 99 % ${ms(slow)}`;
}
