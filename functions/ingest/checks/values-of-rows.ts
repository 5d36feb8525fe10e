import { inTurn } from '../../../adapters/dynamodb/in-turn.ts';
import {
  cellsOf,
  readRowAt,
  type StoredFile,
  type TextOptions,
  type TextState,
} from '../../../adapters/tables/rows/text-table.ts';
import { openWorkbook } from '../../../adapters/tables/rows/workbook-table.ts';
import type { TableCheck } from '../../../domain/conformance/checks.ts';
import { shown, type TableError } from '../../../domain/conformance/tally.ts';

/** Values that are read for a report: each is a request to the store. */
const MOST = 1_000;
const AT_ONCE = 16;

const valueIn = ({ column = '' }: TableError, cells: readonly string[], header: readonly string[]): string =>
  shown(
    column
      .split(', ')
      .map((name) => cells[header.indexOf(name)]?.trim() ?? '')
      .join(', '),
  );

/** Reads the values of faults that were found by their keys alone, and takes the places away from all. */
export async function addValues(
  errors: readonly TableError[],
  file: StoredFile,
  text: { options: TextOptions; state: Pick<TextState, 'encoding' | 'delimiter'> },
  header: readonly string[],
): Promise<TableError[]> {
  const wanting = errors.filter(({ offset }) => offset !== undefined).slice(0, MOST);
  const values = new Map<TableError, string>();
  await inTurn(wanting, AT_ONCE, async (error) => {
    const cells = await readRowAt(file, text.options, text.state, error.offset ?? 0);
    values.set(error, valueIn(error, cells, header));
  });
  return errors.map((error) => withValue(error, values.get(error)));
}

/** The same for a workbook, which has no places: it is read once more. */
export async function addWorkbookValues(
  errors: readonly TableError[],
  bytes: () => Promise<Buffer>,
  { sheet, dialect }: Pick<TableCheck, 'sheet' | 'dialect'>,
  header: readonly string[],
): Promise<TableError[]> {
  const wanting = errors.filter(({ offset }) => offset !== undefined).slice(0, MOST);
  if (wanting.length === 0) return [...errors];
  const rows = new Set(wanting.map(({ row }) => row));
  const found = new Map<number, string[]>();
  const workbook = await openWorkbook(await bytes(), sheet, dialect.skipRows);
  await workbook.each(
    (cells, row) => {
      if (rows.has(row)) found.set(row, cellsOf(cells));
    },
    async () => {},
    !dialect.header,
  );
  return errors.map((error) => {
    const cells = error.offset === undefined ? undefined : found.get(error.row ?? 0);
    return withValue(error, cells && valueIn(error, cells, header));
  });
}

function withValue(found: TableError, value: string | undefined): TableError {
  const { offset: _offset, ...error } = found;
  return value === undefined ? error : { ...error, value };
}
