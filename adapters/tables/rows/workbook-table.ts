import type { RowCells, SpoiledCell } from '../../../domain/conformance/row-cells.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { TableRow } from '../../../domain/manifest/table.ts';
import { TABLE_LIMITS } from '../limits.ts';
import { openSheet } from '../xlsx/read-xlsx.ts';
import { TableUnreadable } from './unreadable.ts';

export interface WorkbookTable {
  sheet: string;
  header: readonly string[];
  /** all rows behind the header, one after another; the header first, where it is none */
  each(visit: (cells: RowCells, row: number) => void, pause: () => Promise<void>, withFirst: boolean): Promise<void>;
}

/** Rows between two pauses. */
const PAUSE_EVERY = 4_096;

/**
 * Opens a workbook, which is held in memory; numbers and dates are taken as the sheet shows them.
 * @param skipRows rows above the header, as the sheet counts them
 * @throws TableUnreadable
 */
export async function openWorkbook(bytes: Buffer, wanted: string | undefined, skipRows = 0): Promise<WorkbookTable> {
  const opened = await readable(() => openSheet(bytes, wanted === undefined ? [] : [wanted], TABLE_LIMITS));
  if (wanted !== undefined && opened.name.toLowerCase() !== wanted.toLowerCase()) {
    throw new TableUnreadable(`The workbook has no sheet '${wanted}' that holds anything.`);
  }
  const header = await readable(() => firstBehind(skipRows, opened.header, opened.rows));
  if (header === undefined) throw new TableUnreadable(`The sheet '${opened.name}' has no header row.`);
  return {
    sheet: opened.name,
    header: header.cells,
    each: (visit, pause, withFirst) =>
      readable(async () => {
        const encode = rowEncoder(header.cells.length);
        if (withFirst) visit(encode(header), header.row);
        for await (const row of opened.rows) {
          visit(encode(row), row.row);
          if (row.row % PAUSE_EVERY === 0) await pause();
        }
      }),
  };
}

async function firstBehind(
  skipRows: number,
  first: TableRow,
  rows: AsyncGenerator<TableRow>,
): Promise<TableRow | undefined> {
  let row: TableRow | undefined = first;
  while (row !== undefined && row.row <= skipRows) row = (await rows.next()).value as TableRow | undefined;
  return row;
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DomainError) throw new TableUnreadable(error.message);
    throw error;
  }
}

/** Puts the texts of a row into the form in which rows of text files are checked. */
function rowEncoder(width: number): (row: TableRow) => RowCells {
  const starts = new Int32Array(TABLE_LIMITS.columns);
  const ends = new Int32Array(TABLE_LIMITS.columns);
  let bytes = Buffer.alloc(64 * 1024);
  return ({ cells, faults = [] }) => {
    const characters = cells.reduce((sum, cell) => sum + cell.length, 0);
    // three bytes of UTF-8 hold any code unit
    if (characters * 3 > bytes.length) bytes = Buffer.alloc(characters * 3);
    let at = 0;
    for (const [index, cell] of cells.entries()) {
      starts[index] = at;
      at += bytes.write(cell, at);
      ends[index] = at;
    }
    // sheets store no empty cells
    for (let index = cells.length; index < width; index += 1) [starts[index], ends[index]] = [at, at];
    const spoiled = faults.flatMap(({ index, kind }): SpoiledCell[] => {
      if (kind === 'error') return [{ index, kind: 'cellError' }];
      return cells[index] === '' ? [{ index, kind }] : [];
    });
    return { bytes, starts, ends, count: Math.max(cells.length, width), spoiled };
  };
}
