import { decodeUtf8 } from '../../../adapters/tables/rows/decode.ts';
import type { StoredFile, TextOptions, TextState } from '../../../adapters/tables/rows/text-table.ts';
import { compilePattern } from '../../../adapters/tables/safe-pattern.ts';
import type { CellTools } from '../../../domain/conformance/cells/reading.ts';
import type { TableCheck } from '../../../domain/conformance/checks.ts';
import { type Cleaner, createCleaner } from '../../../domain/conformance/clean.ts';
import { type CompiledTable, compileTable, STRUCTURE } from '../../../domain/conformance/compiled-table.ts';
import { type Header, matchHeader, withoutHeader } from '../../../domain/conformance/header.ts';
import type { CheckOutcome } from '../../../domain/conformance/outcome.ts';
import type { RowCells } from '../../../domain/conformance/row-cells.ts';
import { createTableRun, type TableRun, type TableRunState } from '../../../domain/conformance/table-run.ts';
import { type CleanedOutput, type CleanedState, type CleanedTarget, openCleaned } from './cleaned-output.ts';
import type { WorkStore } from './work-store.ts';

/** One check of one table, and what it works with. */
export interface TableJob {
  check: TableCheck;
  /** name as its sender gave it */
  fileName: string;
  file: StoredFile;
  work: WorkStore;
  cleaned: CleanedTarget;
  /** fields to which keys of other tables refer */
  referred: readonly (readonly string[])[];
  isLate: () => boolean;
  /** new in every invocation: what is put away under it is written once */
  nonce: string;
}

/** Where a check that was interrupted goes on; JSON of any size, kept as an object. */
export interface ScanState {
  text: TextState;
  run: TableRunState;
  /** runs that have been put away, by key */
  runs: string[][];
  cleaned?: CleanedState;
  /** every row has been read; keys that stand in several runs are still to be looked for */
  read?: true;
}

export type ScanResult = { done: true; outcome: CheckOutcome } | { done: false; state: ScanState };

export const CELL_TOOLS: CellTools = { decode: decodeUtf8, compile: compilePattern };

export const textOptions = ({ dialect, encoding, schema }: TableCheck): TextOptions => ({
  ...dialect,
  delimiter: dialect.delimiter,
  commentChar: dialect.commentChar,
  encoding,
  columns: schema.fields.map((field) => field.name),
});

export const headerOf = ({ schema }: TableCheck, names: readonly string[] | undefined): Header =>
  names === undefined ? withoutHeader(schema) : matchHeader(names, schema);

/** A table while it is read: rows go in, keys and the cleaned table are put away. */
export interface Scan {
  compiled: CompiledTable;
  run: TableRun;
  runs: string[][];
  row: (cells: RowCells, row: number, offset: number) => void;
  /** something must be put away before many more rows */
  isFull: () => boolean;
  flush: () => Promise<void>;
  /** puts all keys away, or those that will be asked for when the whole table has been read */
  flushKeys(which: 'all' | 'asked'): Promise<void>;
  cleaned: CleanedOutput | undefined;
}

/** Bytes of the cleaned table that wait in memory, at most. */
const CLEANED_WAITING = 4 * 1024 ** 2;

export async function openScan(job: TableJob, header: Header, state?: ScanState): Promise<Scan> {
  const compiled = compileTable(job.check, header, CELL_TOOLS, job.referred);
  const run = createTableRun(compiled, decodeUtf8, state?.run);
  if (state === undefined)
    for (const fault of header.faults) run.tally.fail(STRUCTURE.header, () => ({ row: 1, ...fault }));
  const runs = state?.runs.map((names) => [...names]) ?? compiled.keys.map(() => []);
  const cleaned = job.check.cleaned ? await openCleaned(job.cleaned, job.work, state?.cleaned) : undefined;
  const cleaner = cleaned && createCleaner(compiled, decodeUtf8, state === undefined);
  const put = async (wanted: (at: number) => boolean) => {
    for (const [at, table] of run.tables.entries()) {
      const names = runs[at] as string[];
      if (table.size === 0 || !wanted(at)) continue;
      const name = `${job.nonce}/${compiled.keys[at]?.id}-${names.length}`;
      const words = table.takeRun();
      await job.work.put(name, new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
      names.push(name);
    }
  };
  return {
    compiled,
    run,
    runs,
    cleaned,
    row: (cells, row, offset) => write(run, cleaner, cells, row, offset),
    isFull: () => run.isFull() || (cleaner?.size ?? 0) > CLEANED_WAITING,
    flush: async () => {
      await put((at) => run.tables[at]?.full === true);
      if (cleaner !== undefined && cleaner.size > 0) await cleaned?.add(cleaner.take());
    },
    // a unique column that was held whole has been judged, unless others refer to it
    flushKeys: (which) =>
      put((at) => {
        const key = compiled.keys[at];
        return which === 'all' || key?.referred === true || (key?.foreignRule ?? -1) >= 0 || runs[at]?.length !== 0;
      }),
  };
}

function write(run: TableRun, cleaner: Cleaner | undefined, cells: RowCells, row: number, offset: number): void {
  if (run.row(cells, row, offset)) cleaner?.row(cells, run);
}
