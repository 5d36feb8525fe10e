import type { TableRow } from '../../../domain/manifest/table.ts';
import type { TableLimits } from '../limits.ts';
import { notReadable } from '../refusal.ts';
import { readSheet } from './sheet.ts';
import { readSharedStrings } from './strings.ts';
import { readStyles } from './styles.ts';
import { readWorkbook, type Workbook } from './workbook.ts';
import { openParts, type Parts } from './zip.ts';

/** A sheet of a workbook, with its first row that holds anything. */
export interface OpenSheet {
  name: string;
  header: TableRow;
  rows: AsyncGenerator<TableRow>;
}

/** Opens the sheet that one of the names calls for, or else the first one that holds anything. */
export async function openSheet(bytes: Buffer, wanted: readonly string[], limits: TableLimits): Promise<OpenSheet> {
  const parts = await openParts(bytes, limits);
  const workbook = await readWorkbook(parts);
  const context = {
    strings: await readSharedStrings(part(parts, workbook.sharedStrings), limits),
    formats: await readStyles(part(parts, workbook.styles)),
    date1904: workbook.date1904,
    limits,
  };
  for (const sheet of inOrder(workbook, wanted)) {
    const rows = readSheet(parts.read(sheet.part), context);
    const first = await rows.next();
    if (!first.done) return { name: sheet.name, header: first.value, rows: padded(rows, first.value.cells.length) };
  }
  throw notReadable('The Excel workbook is empty: no sheet has a header row.');
}

/** Sheets store no empty cells; the table has them all, so that a row's width says nothing. */
async function* padded(rows: AsyncIterable<TableRow>, width: number): AsyncGenerator<TableRow> {
  for await (const row of rows) {
    const missing = width - row.cells.length;
    yield missing <= 0 ? row : { ...row, cells: [...row.cells, ...Array.from({ length: missing }, () => '')] };
  }
}

async function* nothing(): AsyncGenerator<Buffer> {}

const part = (parts: Parts, name: string | undefined): AsyncGenerator<Buffer> =>
  name === undefined ? nothing() : parts.read(name);

function inOrder(workbook: Workbook, wanted: readonly string[]): Workbook['sheets'] {
  const names = wanted.map((name) => name.toLowerCase());
  const asked = workbook.sheets.filter((sheet) => names.includes(sheet.name.toLowerCase()));
  return [...asked, ...workbook.sheets.filter((sheet) => !asked.includes(sheet))];
}
