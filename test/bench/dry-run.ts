/**
 * How long the check of a full manifest takes, and what it leaves on the heap: 25,000 rows of 24 columns as TSV, CSV
 * and Excel workbook, valid and wrong in every row. Run: `node --expose-gc test/bench/dry-run.ts`.
 */
import { writeWorkbook } from '../../adapters/tables/xlsx/write-xlsx.ts';
import { BUILT_IN } from '../../domain/manifest/definitions.ts';
import { checkManifestStream } from '../../functions/manifests/check-stream.ts';
import { nemoRows } from '../domain/manifest/nemo-rows.ts';

const ROWS = 25_000;
const RUNS = 5;

interface Case {
  name: string;
  bytes: Buffer;
}

const text = (rows: readonly (readonly string[])[], delimiter: string): Buffer =>
  Buffer.from(rows.map((cells) => `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`).join(''));

const quoted = (cell: string, delimiter: string): string => (cell.includes(delimiter) ? `"${cell}"` : cell);

const good = nemoRows(ROWS);
const wrong = good.map((cells, row) => (row === 0 ? cells : cells.with(5, 'mosue').with(12, 'abc')));

const cases: Case[] = [
  { name: 'TSV, valid', bytes: text(good, '\t') },
  { name: 'CSV, valid', bytes: text(good, ',') },
  { name: 'TSV, 50,000 errors', bytes: text(wrong, '\t') },
  { name: 'XLSX, valid', bytes: writeWorkbook([{ name: 'manifest', rows: good }]) },
  { name: 'XLSX, 50,000 errors', bytes: writeWorkbook([{ name: 'manifest', rows: wrong }]) },
];

const MiB = 1024 * 1024;
const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

const run = (bytes: Buffer, onFile: () => void) => checkManifestStream([bytes], BUILT_IN, { onFile });

/** Milliseconds of several runs, the first one cold. */
async function timed(bytes: Buffer): Promise<{ first: number; median: number; errors: number }> {
  const times: number[] = [];
  let errors = 0;
  for (let round = 0; round < RUNS; round += 1) {
    const started = performance.now();
    const report = await run(bytes, () => {});
    times.push(performance.now() - started);
    errors = report.totalErrors;
  }
  const [first = 0] = times;
  return { first, median: times.toSorted((left, right) => left - right)[Math.floor(RUNS / 2)] ?? 0, errors };
}

/** The most that is held at once while a manifest is read: sampled after a full collection every 2,500 rows. */
async function held(bytes: Buffer): Promise<number> {
  const before = heap();
  let most = 0;
  let files = 0;
  await run(bytes, () => {
    files += 1;
    if (files % 2_500 === 0) most = Math.max(most, heap() - before);
  });
  return most;
}

if (globalThis.gc === undefined) console.log('Without --expose-gc the heap is not measured.');
for (const { name, bytes } of cases) {
  const { first, median, errors } = await timed(bytes);
  const memory =
    errors === 0 && globalThis.gc !== undefined ? `  held ${((await held(bytes)) / MiB).toFixed(1)} MiB` : '';
  const size = `${(bytes.length / MiB).toFixed(1).padStart(5)} MiB`;
  console.log(
    `${name.padEnd(22)} ${size}  first ${first.toFixed(0)} ms  median ${median.toFixed(0)} ms${memory}  errors ${errors}`,
  );
}
