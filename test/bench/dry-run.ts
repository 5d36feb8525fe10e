import { writeWorkbook } from '../../adapters/tables/xlsx/write-xlsx.ts';
import { BUILT_IN } from '../../domain/manifest/definitions.ts';
import { checkManifestStream } from '../../functions/manifests/check-stream.ts';
import { nemoRows } from '../domain/manifest/nemo-rows.ts';
import { type Figure, medianOf, mib, ms, timed } from './figure.ts';

const ROWS = 25_000;
const RUNS = 3;

interface Case {
  name: string;
  bytes: Buffer;
}

const text = (rows: readonly (readonly string[])[], delimiter: string): Buffer =>
  Buffer.from(rows.map((cells) => `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`).join(''));

const quoted = (cell: string, delimiter: string): string => (cell.includes(delimiter) ? `"${cell}"` : cell);

function cases(): Case[] {
  const good = nemoRows(ROWS);
  const wrong = good.map((cells, row) => (row === 0 ? cells : cells.with(5, 'mosue').with(12, 'abc')));
  return [
    { name: 'TSV, valid', bytes: text(good, '\t') },
    { name: 'CSV, valid', bytes: text(good, ',') },
    { name: 'TSV, 50,000 errors', bytes: text(wrong, '\t') },
    { name: 'XLSX, valid', bytes: writeWorkbook([{ name: 'manifest', rows: good }]) },
    { name: 'XLSX, 50,000 errors', bytes: writeWorkbook([{ name: 'manifest', rows: wrong }]) },
  ];
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const check = (bytes: Buffer, onFile: () => void = () => {}) => checkManifestStream([bytes], BUILT_IN, { onFile });

/** The most that is held at once while a manifest is read: sampled after a full collection every 2,500 rows. */
async function held(bytes: Buffer): Promise<number> {
  const before = heap();
  let most = 0;
  let files = 0;
  await check(bytes, () => {
    files += 1;
    if (files % 2_500 === 0) most = Math.max(most, heap() - before);
  });
  return most;
}

/** What the check of a full manifest takes in the handler, and what it holds: 25,000 rows of 24 columns. */
export async function measure(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, bytes } of cases()) {
    const times: number[] = [];
    const processor: number[] = [];
    let errors = 0;
    for (let run = 0; run < RUNS; run++) {
      const measured = await timed(() => check(bytes));
      times.push(measured.time);
      processor.push(measured.processor);
      errors = measured.result.totalErrors;
    }
    const memory = errors === 0 ? `, holds ${mib(await held(bytes))}` : '';
    const cold = `cold ${ms(times[0] ?? 0)}, processor ${ms(medianOf(processor))}`;
    const figure = `${ms(medianOf(times))}, ${cold}${memory}`;
    figures.push({ what: `${ROWS.toLocaleString('en-US')} rows × 24, ${name} (${mib(bytes.length)})`, figure });
  }
  return figures;
}
