import { execFileSync } from 'node:child_process';
import { type FileHandle, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeUtf8 } from '../../adapters/tables/rows/decode.ts';
import { openText, readRows, type StoredFile } from '../../adapters/tables/rows/text-table.ts';
import { checksSchema, type TableCheck } from '../../domain/conformance/checks.ts';
import { createCleaner } from '../../domain/conformance/clean.ts';
import { compileTable } from '../../domain/conformance/compiled-table.ts';
import { errorCount } from '../../domain/conformance/outcome.ts';
import { createTableRun } from '../../domain/conformance/table-run.ts';
import { CELL_TOOLS, headerOf, type ScanState, textOptions } from '../../functions/ingest/checks/scan.ts';
import { scanTable } from '../../functions/ingest/checks/scan-table.ts';
import type { WorkStore } from '../../functions/ingest/checks/work-store.ts';
import { type Figure, mib, speed, timed } from './figure.ts';

const MIB = 1024 ** 2;
const PIECE = 4 * MIB;
const SLICES = 4;

const FIELDS = [
  { name: 'id', type: 'integer', constraints: { required: true } },
  { name: 'sample', constraints: { required: true, minLength: 10 } },
  { name: 'species', constraints: { enum: ['Mus musculus', 'Homo sapiens', 'Rattus norvegicus'] } },
  { name: 'sex', constraints: { enum: ['F', 'M'] } },
  { name: 'weight', type: 'number', constraints: { minimum: 0, maximum: 500 } },
  { name: 'age', type: 'integer', constraints: { minimum: 0 } },
  { name: 'collected', type: 'date' },
  { name: 'measured', type: 'datetime' },
  { name: 'site' },
  { name: 'comment', constraints: { maxLength: 200 } },
];

const checkOf = (more: object = {}, schema: object = {}): TableCheck =>
  checksSchema().parse([
    { name: 'Bench', kind: 'table', input: 'x', schema: { fields: FIELDS, ...schema }, ...more },
  ])[0] as TableCheck;

function rowOf(id: number): string {
  const species = ['Mus musculus', 'Homo sapiens', 'Rattus norvegicus'][id % 3];
  const day = `20${10 + (id % 15)}-0${1 + (id % 9)}-1${id % 10}`;
  const comment = id % 7 === 0 ? '"a, quoted ""comment"""' : `plain comment ${(id * 7919) % 100_000}`;
  const sample = `SMP-${String(id % 99_999).padStart(6, '0')}`;
  return `${id},${sample},${species},${id % 2 ? 'F' : 'M'},${(id % 1000) / 10},${id % 90},${day},${day}T12:0${id % 10}:00Z,site ${id % 40},${comment}\n`;
}

/** Writes a table of ten columns, a hundred bytes to a row. */
async function writeTable(path: string, size: number): Promise<void> {
  const file = await open(path, 'w');
  let written = (await file.write(`${FIELDS.map(({ name }) => name).join(',')}\n`)).bytesWritten;
  for (let id = 1; written < size; ) {
    let block = '';
    for (const last = id + 10_000; id < last; id += 1) block += rowOf(id);
    written += (await file.write(block)).bytesWritten;
  }
  await file.close();
}

/** What checks put away, as files of a directory. */
const workIn = (directory: string): WorkStore => {
  const pathOf = (name: string) => join(directory, name.replaceAll('/', '_'));
  return {
    put: (name, bytes) => writeFile(pathOf(name), bytes),
    get: (name) => readFile(pathOf(name)),
    read: async (name, start, end) => readPart(pathOf(name), start, end),
  };
};

async function readPart(path: string, start: number, end: number): Promise<Buffer> {
  const file = await open(path);
  const bytes = Buffer.allocUnsafe(end - start);
  await file.read(bytes, 0, bytes.length, start);
  await file.close();
  return bytes;
}

/** The most memory that the process had while a piece was read, in bytes. */
let peak = 0;

/** The table in slices, each of which goes on from what the one before has put away. */
async function inSlices(check: TableCheck, file: StoredFile, work: WorkStore): Promise<number> {
  let state: ScanState | undefined;
  for (let slice = 0; ; slice += 1) {
    let left = Math.ceil(file.size / PIECE / SLICES);
    const isLate = () => {
      left -= 1;
      peak = Math.max(peak, process.memoryUsage.rss());
      return left <= 0;
    };
    const unused = undefined as never;
    const job = { check, fileName: 'x.csv', file, work, cleaned: unused, referred: [], isLate, nonce: `s${slice}` };
    const result = await scanTable(job, state);
    if (result.done) return errorCount(result.outcome);
    state = JSON.parse(JSON.stringify(result.state)) as ScanState;
  }
}

/** Reads, checks and writes the rows anew; what is written is thrown away. */
async function rewritten(check: TableCheck, file: StoredFile): Promise<void> {
  const text = await openText(file, textOptions(check));
  const compiled = compileTable(check, headerOf(check, text.header), CELL_TOOLS);
  const run = createTableRun(compiled, decodeUtf8);
  const cleaner = createCleaner(compiled, decodeUtf8, true);
  await readRows(file, textOptions(check), text, {
    row: (cells, row, offset) => {
      run.row(cells, row, offset);
      cleaner.row(cells, run);
      if (cleaner.size > PIECE) cleaner.take();
    },
    isFull: () => false,
    flush: async () => {},
    isLate: () => false,
  });
}

async function measured(size: number): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'waybill-tables-'));
  const path = join(directory, 'table.csv');
  try {
    // in a process of its own, which takes its memory with it
    execFileSync(process.execPath, [import.meta.filename, '--write', path, String(size)]);
    const written = (await stat(path)).size;
    const handle = await open(path);
    const read = async (start: number, end: number) => {
      const bytes = Buffer.allocUnsafe(end - start);
      await handle.read(bytes, 0, bytes.length, start);
      return bytes;
    };
    const file: StoredFile = { size: written, read };
    const work = workIn(directory);
    const figures: Figure[] = [];
    const figure = async (what: string, run: () => Promise<unknown>, showsMemory: boolean) => {
      globalThis.gc?.();
      peak = 0;
      const before = process.memoryUsage.rss();
      const { time, processor } = await timed(run);
      const memory = showsMemory ? `; ${mib(peak)} of memory, ${mib(before)} before` : '';
      figures.push({
        what,
        figure: `${speed(written, time)}, ${speed(written, processor)} of processor time${memory}`,
      });
    };
    await figure(`plain read of ${mib(written)} in pieces of ${mib(PIECE)}`, () => plainRead(handle, written), false);
    await figure('check of ten typed columns', () => inSlices(checkOf(), file, work), true);
    const rules = [{ name: 'weight', expression: "weight < 200 and (sex = 'M' or age >= 0)" }];
    await figure('with a rule over three columns', () => inSlices(checkOf({ rules }), file, work), false);
    const keyed = checkOf({}, { primaryKey: 'id' });
    await figure(`with a primary key, in ${SLICES} slices`, () => inSlices(keyed, file, work), true);
    await figure('with the cleaned table', () => rewritten(checkOf(), file), false);
    await handle.close();
    return figures;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function plainRead(handle: FileHandle, size: number): Promise<void> {
  const bytes = Buffer.allocUnsafe(PIECE);
  for (let at = 0; at < size; at += PIECE) await handle.read(bytes, 0, PIECE, at);
}

/** A table of ten columns against its schema, beside a plain read of the same file. */
export const measure = (): Promise<Figure[]> => measured(128 * MIB);

export const measureLarge = (): Promise<Figure[]> => measured(1024 * MIB);

if (process.argv[2] === '--write') await writeTable(process.argv[3] ?? '', Number(process.argv[4]));
