import type { Decode } from './cells/reading.ts';
import { type CompiledTable, STRUCTURE } from './compiled-table.ts';
import type { KeyTable } from './keys/key-table.ts';
import type { RowCells } from './row-cells.ts';
import { type CellCounts, createCellCheck } from './run/cell-check.ts';
import { createCurrentRow } from './run/current-row.ts';
import { createKeyCheck } from './run/key-check.ts';
import { createRuleCheck } from './run/rule-check.ts';
import { createTally, type Tally, type TallyState } from './tally.ts';

/** How far a table has been checked; JSON, small but for the listed errors. */
export interface TableRunState extends CellCounts {
  /** data rows that hold anything; those of the right width; rows that hold nothing */
  rows: number;
  whole: number;
  blank: number;
  /** rows to which a key or a rule applied */
  keyed: number[];
  ruled: number[];
  tally: TallyState;
}

export interface TableRun {
  /**
   * Checks one row; trims its cells in place, so that whoever writes them on has them without surrounding blanks.
   * @returns whether it holds anything
   */
  row(cells: RowCells, row: number, offset: number): boolean;
  /** a table of keys is so full that its run must be taken within some thousand rows */
  isFull(): boolean;
  /** one for each of the table's keys */
  tables: readonly KeyTable[];
  tally: Tally;
  /** of the row that was checked last, by the index of the field: how its cell was found, and its value as a number */
  states: Uint8Array;
  values: Float64Array;
  state(): TableRunState;
}

/** Checks a table row by row: no object is made for a row that is right. */
export function createTableRun(table: CompiledTable, decode: Decode, from?: TableRunState): TableRun {
  const width = table.header.names.length;
  const tally = createTally(table.rules.length, table.check.maxErrors, from?.tally);
  const counts = { rows: from?.rows ?? 0, whole: from?.whole ?? 0, blank: from?.blank ?? 0 };
  const current = createCurrentRow(table, decode);
  const cellCheck = createCellCheck(table, current, tally, from);
  const keyCheck = createKeyCheck(table, current, tally, from?.keyed);
  const ruleCheck = createRuleCheck(table, current, tally, from?.ruled);
  const { tables } = keyCheck;
  const { states, values } = current;
  return {
    tables,
    tally,
    states,
    values,
    row(cells, row, offset) {
      if (trim(cells)) {
        counts.blank += 1;
        return false;
      }
      current.cells = cells;
      current.row = row;
      current.offset = offset;
      counts.rows += 1;
      if (cells.spoiled.length > 0) cellCheck.tellSpoiled();
      if (cells.count !== width) {
        const message = `has ${cells.count} cells, the header has ${width}`;
        tally.fail(STRUCTURE.width, () => ({ row, value: current.shownAt(0), message }));
        return true;
      }
      counts.whole += 1;
      cellCheck.cells();
      keyCheck.keys();
      ruleCheck.rules();
      return true;
    },
    isFull: () => tables.some((keys) => keys.full),
    state: () => ({
      ...counts,
      ...cellCheck.counts(),
      keyed: keyCheck.counts(),
      ruled: ruleCheck.counts(),
      tally: tally.state(),
    }),
  };
}

const SPACE = 32;
const TAB = 9;

/** Takes blanks around the cells away. @returns whether nothing is left */
function trim({ bytes, starts, ends, count }: RowCells): boolean {
  let nothing = true;
  for (let at = 0; at < count; at += 1) {
    let start = starts[at] as number;
    let end = ends[at] as number;
    while (start < end && (bytes[start] === SPACE || bytes[start] === TAB)) start += 1;
    while (end > start && (bytes[end - 1] === SPACE || bytes[end - 1] === TAB)) end -= 1;
    if (end > start) nothing = false;
    starts[at] = start;
    ends[at] = end;
  }
  return nothing;
}
