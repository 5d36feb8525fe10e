import { invalid } from '../errors.ts';
import { isBlank, type ManifestTable } from '../manifest/table.ts';
import { inOrder, type MetadatumDefinition } from './definition.ts';
import type { RecordValues } from './metadataset.ts';

/** A row of a sample sheet: a value or null for every metadatum that submitters hand in. */
export interface SheetRow {
  /** spreadsheet row, the header being row 1 */
  row: number;
  record: RecordValues;
}

/** Rows beyond are not read: each becomes a metadataset, and a submission takes no more. */
const MOST_ROWS = 25_000;

/**
 * Reads a sample sheet: one column per metadatum, in any order. Other columns are left out, and so are rows that repeat
 * another; blank cells are null. Values are not checked against their rules.
 * @throws DomainError `invalid` for missing or repeated columns, formulas, and too many rows
 */
export async function readSampleSheet(
  table: ManifestTable,
  definitions: readonly MetadatumDefinition[],
): Promise<SheetRow[]> {
  const names = inOrder(definitions.filter(({ service }) => service === null)).map(({ name }) => name);
  const columns = columnsOf(table.header.cells, names);
  const seen = new Set<string>();
  const rows: SheetRow[] = [];
  for await (const { row, cells, faults } of table.rows) {
    const fault = faults?.find(({ index }) => columns.some((column) => column.index === index));
    if (fault !== undefined) throw unreadable(`Row ${row} has a formula or an error in it; give its value instead.`);
    const record = columns.map(({ name, index }) => [name, isBlank(cells[index]) ? null : (cells[index] ?? null)]);
    const identity = JSON.stringify(record);
    if (seen.has(identity)) continue;
    seen.add(identity);
    if (rows.length === MOST_ROWS) throw unreadable(`A sample sheet has at most ${MOST_ROWS} rows.`);
    rows.push({ row, record: Object.fromEntries(record) as RecordValues });
  }
  return rows;
}

interface Column {
  name: string;
  index: number;
}

function columnsOf(header: readonly string[], names: readonly string[]): Column[] {
  const titles = header.map((title) => title.trim());
  const missing = names.filter((name) => !titles.includes(name.trim()));
  if (missing.length > 0) throw unreadable(`Missing columns: ${missing.join(', ')}.`);
  const repeated = names.filter((name) => titles.indexOf(name.trim()) !== titles.lastIndexOf(name.trim()));
  if (repeated.length > 0) throw unreadable(`Columns that occur twice: ${repeated.join(', ')}.`);
  return names.map((name) => ({ name, index: titles.indexOf(name.trim()) }));
}

const unreadable = (message: string) => invalid(message, { issues: [{ message }] });
