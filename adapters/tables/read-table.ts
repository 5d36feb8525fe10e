import type { ManifestTable, TableRow } from '../../domain/manifest/table.ts';
import { type ByteSource, peek, slices } from './chunks.ts';
import { TABLE_LIMITS, type TableLimits } from './limits.ts';
import { notReadable } from './refusal.ts';
import { type Delimiter, sniff } from './sniff.ts';

export interface ReadOptions {
  /** names of the sheets that hold the table, if the workbook has one of them */
  sheets?: readonly string[];
  limits?: Partial<TableLimits>;
}

export interface ReadTable extends ManifestTable {
  format: 'csv' | 'tsv' | 'xlsx';
  /** text only */
  delimiter?: Delimiter;
  /** workbooks only */
  sheet?: string;
}

/**
 * Reads a table row by row, whatever the file is called: TSV, CSV with commas or semicolons (UTF-8, with or without
 * byte order mark, any line ends), or an Excel workbook. Text is never held as a whole; a workbook is, since its
 * directory stands at its end.
 * @throws DomainError (`invalid`, `tooLarge`) with one issue that says where reading stopped and what to do; also
 * while the rows are taken
 */
export async function readTable(source: ByteSource, options: ReadOptions = {}): Promise<ReadTable> {
  const limits = { ...TABLE_LIMITS, ...options.limits };
  const { start, all } = await peek(slices(source, limits), (bytes) => bytes.length >= 4);
  if (start.length === 0) throw notReadable('The file is empty.');
  if (sniff(start) === 'zip') {
    // readers are loaded with the first table of their kind: most starts of a function read none
    const { openSheet } = await import('./xlsx/read-xlsx.ts');
    const sheet = await openSheet(await collect(all), options.sheets ?? [], limits);
    return { format: 'xlsx', sheet: sheet.name, header: sheet.header, rows: sheet.rows };
  }
  const { readDelimited } = await import('./read-delimited.ts');
  const { delimiter, rows } = await readDelimited(all, limits);
  const header = await firstRow(rows);
  return { format: delimiter === '\t' ? 'tsv' : 'csv', delimiter, header, rows };
}

async function firstRow(rows: AsyncGenerator<TableRow>): Promise<TableRow> {
  const first = await rows.next();
  if (first.done) throw notReadable('The file has no header row.');
  return first.value;
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const collected: Buffer[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return Buffer.concat(collected);
}
