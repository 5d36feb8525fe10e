import type { Decode } from '../cells/reading.ts';
import type { CompiledTable } from '../compiled-table.ts';
import type { RowValues } from '../expression/evaluate.ts';
import type { RowCells } from '../row-cells.ts';
import { shown } from '../tally.ts';

/** How a cell was found. */
export const MISSING = 0;
export const GOOD = 1;
export const BAD = 2;

/** The row that is being checked, and what is known of its cells so far; one object for all rows of a table. */
export interface CurrentRow {
  cells: RowCells;
  /** as a spreadsheet counts */
  row: number;
  /** byte of the file at which it begins */
  offset: number;
  /** by the index of the field: how its cell was found, and its value as a number where it has one */
  readonly states: Uint8Array;
  readonly values: Float64Array;
  /** by the index of the field: the index of its column, and whether it has numbers for values */
  readonly positions: Int32Array;
  readonly numeric: readonly boolean[];
  /** for expressions */
  readonly view: RowValues;
  /** a cell as a report shows it */
  shownAt(position: number): string;
  /** the cells of some fields as a report shows them */
  shownOf(fields: readonly number[]): string;
}

const NOTHING: RowCells = {
  bytes: new Uint8Array(0),
  starts: new Int32Array(0),
  ends: new Int32Array(0),
  count: 0,
  spoiled: [],
};

export function createCurrentRow({ check, columns }: CompiledTable, decode: Decode): CurrentRow {
  const fields = check.schema.fields.length;
  const states = new Uint8Array(fields);
  const values = new Float64Array(fields);
  const numeric = Array.from({ length: fields }, () => false);
  const positions = new Int32Array(fields);
  for (const column of columns) {
    numeric[column.index] = column.value !== undefined;
    positions[column.index] = column.position;
  }
  const textAt = (position: number) => {
    const { bytes, starts, ends } = current.cells;
    return decode(bytes, starts[position] as number, ends[position] as number);
  };
  const textOf = (field: number) => textAt(positions[field] as number);
  const current: CurrentRow = {
    cells: NOTHING,
    row: 0,
    offset: 0,
    states,
    values,
    positions,
    numeric,
    view: {
      isMissing: (field) => states[field] === MISSING,
      number: (field) => values[field] as number,
      text: textOf,
    },
    shownAt: (position) => shown(textAt(position)),
    shownOf: (asked) => shown(asked.map(textOf).join(', ')),
  };
  return current;
}
