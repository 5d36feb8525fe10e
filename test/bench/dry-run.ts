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

for (const { name, bytes } of cases) {
  const times: number[] = [];
  let peak = 0;
  let errors = 0;
  for (let run = 0; run < RUNS; run += 1) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const started = performance.now();
    let files = 0;
    const report = await checkManifestStream([bytes], BUILT_IN, {
      onFile: () => {
        files += 1;
        if (files % 2_500 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed - before);
      },
    });
    times.push(performance.now() - started);
    errors = report.totalErrors;
  }
  times.sort((left, right) => left - right);
  const median = times[Math.floor(RUNS / 2)] ?? 0;
  globalThis.gc?.();
  console.log(
    `${name.padEnd(22)} ${(bytes.length / MiB).toFixed(1).padStart(5)} MiB  first ${times.at(-1)?.toFixed(0)} ms  ` +
      `median ${median.toFixed(0)} ms  heap growth at most ${(peak / MiB).toFixed(0)} MiB  errors ${errors}`,
  );
}
