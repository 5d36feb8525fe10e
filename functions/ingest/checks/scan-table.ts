import { TABLE_LIMITS } from '../../../adapters/tables/limits.ts';
import { openText, readRows } from '../../../adapters/tables/rows/text-table.ts';
import { TableUnreadable } from '../../../adapters/tables/rows/unreadable.ts';
import { openWorkbook } from '../../../adapters/tables/rows/workbook-table.ts';
import { STRUCTURE } from '../../../domain/conformance/compiled-table.ts';
import { repeatedKeys } from '../../../domain/conformance/keys/merge.ts';
import { type CheckOutcome, ruleOutcomes, type TableFacts, unreadable } from '../../../domain/conformance/outcome.ts';
import { collectKeyFaults } from './key-faults.ts';
import { headerOf, openScan, type Scan, type ScanResult, type ScanState, type TableJob, textOptions } from './scan.ts';
import { addValues, addWorkbookValues } from './values-of-rows.ts';

/** Checks a table from where `state` says: text of any size slice by slice, a workbook at once. */
export async function scanTable(job: TableJob, state?: ScanState): Promise<ScanResult> {
  try {
    const isWorkbook = startsAsZip(await job.file.read(0, Math.min(4, job.file.size)));
    if (isWorkbook !== /\.xls[xm]$/i.test(job.fileName)) refuseName(job.fileName, isWorkbook);
    return isWorkbook ? await scanWorkbook(job) : await scanText(job, state);
  } catch (error) {
    if (!(error instanceof TableUnreadable)) throw error;
    const { rules, errors } = unreadable(error.message, job.check.severity);
    return { done: true, outcome: { ...named(job), rules, errors, keys: [] } };
  }
}

const startsAsZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;

/** Names that say what they are and are wrong; others say nothing. */
function refuseName(fileName: string, isWorkbook: boolean): void {
  if (!isWorkbook) throw new TableUnreadable(`${fileName} is named as an Excel workbook, and is none.`);
  if (!/\.(csv|tsv|tab|txt)$/i.test(fileName)) return;
  throw new TableUnreadable(`${fileName} is an Excel workbook: give it a name that ends in .xlsx, or save it as text.`);
}

const named = ({ check, fileName }: TableJob): Pick<CheckOutcome, 'check' | 'kind' | 'input' | 'file'> => ({
  check: check.name,
  kind: 'table',
  input: check.input,
  file: fileName,
});

async function scanText(job: TableJob, state: ScanState | undefined): Promise<ScanResult> {
  const options = textOptions(job.check);
  let text = state?.text ?? (await openText(job.file, options));
  const header = headerOf(job.check, text.header);
  const scan = await openScan(job, header, state);
  const pause = async (read: boolean): Promise<ScanResult> => {
    await scan.flush();
    await scan.flushKeys('all');
    const cleaned = await scan.cleaned?.pause(`${job.nonce}/cleaned`);
    const { run, runs } = scan;
    const kept = { text, run: run.state(), runs, ...(cleaned && { cleaned }), ...(read && { read: true as const }) };
    return { done: false, state: kept };
  };
  if (state?.read === undefined) {
    const { row, isFull, flush } = scan;
    const progress = await throughRows(scan, () =>
      readRows(job.file, options, text, { row, isFull, flush, isLate: job.isLate }),
    );
    text = progress?.state ?? text;
    if (progress?.done === false) return pause(false);
    await scan.flushKeys('asked');
    if (job.isLate() && scan.runs.some((names) => names.length > 1)) return pause(true);
  }
  const { encoding, delimiter } = text;
  const outcome = await concluded(job, scan, { encoding: encoding === 'ascii' ? 'utf-8' : encoding, delimiter });
  outcome.errors = await addValues(outcome.errors, job.file, { options, state: text }, header.names);
  return { done: true, outcome };
}

async function scanWorkbook(job: TableJob): Promise<ScanResult> {
  if (job.file.size > TABLE_LIMITS.bytes) {
    throw new TableUnreadable(
      `${job.fileName} is an Excel workbook of more than ${TABLE_LIMITS.bytes} bytes, which is held in memory as a whole: save it as CSV.`,
    );
  }
  const bytes = async () => Buffer.from(await job.file.read(0, job.file.size));
  const { sheet, dialect } = job.check;
  const workbook = await openWorkbook(await bytes(), sheet, dialect.skipRows);
  const header = headerOf(job.check, dialect.header ? workbook.header : undefined);
  const scan = await openScan(job, header);
  await throughRows(scan, () =>
    workbook.each(
      (cells, row) => scan.row(cells, row, 0),
      async () => {
        if (scan.isFull()) await scan.flush();
      },
      !dialect.header,
    ),
  );
  await scan.flushKeys('asked');
  const outcome = await concluded(job, scan, { sheet: workbook.sheet });
  outcome.errors = await addWorkbookValues(outcome.errors, bytes, job.check, header.names);
  return { done: true, outcome };
}

/** A table that cannot be read to its end has been checked as far as it goes. */
async function throughRows<T>(scan: Scan, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof TableUnreadable)) throw error;
    scan.run.tally.fail(STRUCTURE.file, () => ({ message: error.message }));
    return undefined;
  }
}

async function concluded(job: TableJob, scan: Scan, how: Partial<TableFacts>): Promise<CheckOutcome> {
  const { compiled, run, runs } = scan;
  await scan.flush();
  const cleaned = await scan.cleaned?.finish();
  const state = run.state();
  const outcome: CheckOutcome = {
    ...named(job),
    table: { rows: state.rows, blankRows: state.blank, columns: compiled.header.names, ...how },
    rules: ruleOutcomes(compiled, state),
    errors: state.tally.errors,
    keys: compiled.keys.map(({ id, foreignRule }, at) => ({ id, foreignRule, runs: runs[at] ?? [] })),
    ...(cleaned !== undefined && { cleaned }),
  };
  for (const [at, { uniqueRule }] of compiled.keys.entries()) {
    const names = runs[at] ?? [];
    if (uniqueRule < 0 || names.length < 2) continue;
    const column = outcome.rules[uniqueRule]?.column ?? '';
    const faults = collectKeyFaults(
      uniqueRule,
      column,
      () => 1,
      (first) => `stands in row ${first} already`,
    );
    await repeatedKeys(names, job.work.read, faults.tell);
    faults.addTo(outcome, job.check.maxErrors);
  }
  return outcome;
}
