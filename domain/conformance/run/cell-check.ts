import { type Column, type CompiledTable, STRUCTURE } from '../compiled-table.ts';
import type { SpoiledCell } from '../row-cells.ts';
import type { Tally } from '../tally.ts';
import { BAD, type CurrentRow, GOOD, MISSING } from './current-row.ts';

/** Cells without a value, and cells that are spoiled, by column. */
export interface CellCounts {
  missing: number[];
  spoiled: number[];
}

const SPOILED: Readonly<Record<SpoiledCell['kind'], { rule: number; message: string }>> = {
  encoding: { rule: STRUCTURE.encoding, message: 'holds a byte that is no character in the encoding of the file' },
  nul: { rule: STRUCTURE.encoding, message: 'holds a NUL byte, which no text has' },
  quotes: {
    rule: STRUCTURE.quotes,
    message: 'has a quotation mark that is neither doubled nor at the end of the cell',
  },
  formula: { rule: STRUCTURE.cells, message: 'is a formula of which the workbook holds no value' },
  cellError: { rule: STRUCTURE.cells, message: 'shows an error of the spreadsheet' },
};

/** Judges the cells of the current row one by one: is there a value, of its type, within its constraints? */
export function createCellCheck(table: CompiledTable, current: CurrentRow, tally: Tally, from?: CellCounts) {
  const { columns, header, rules } = table;
  const missing = Float64Array.from(from?.missing ?? new Float64Array(columns.length));
  const spoiled = Float64Array.from(from?.spoiled ?? new Float64Array(columns.length));
  const { states, values } = current;

  const fail = (rule: number, position: number, message = rules[rule]?.says ?? '') =>
    tally.fail(rule, () => ({
      row: current.row,
      column: header.names[position] ?? '',
      value: current.shownAt(position),
      message,
    }));

  const judge = (column: Column, at: number, hasSpoiled: boolean): number => {
    const { bytes, starts, ends, spoiled: cells } = current.cells;
    const { position } = column;
    const start = starts[position] as number;
    const end = ends[position] as number;
    if (hasSpoiled && cells.some((cell) => cell.index === position)) {
      spoiled[at] = (spoiled[at] as number) + 1;
      return BAD;
    }
    if (start === end ? column.emptyIsMissing : column.isMissing?.(bytes, start, end) === true) {
      missing[at] = (missing[at] as number) + 1;
      if (column.requiredRule >= 0) fail(column.requiredRule, position);
      return MISSING;
    }
    if (!column.read(bytes, start, end)) {
      fail(column.typeRule, position);
      return BAD;
    }
    if (column.value !== undefined) values[column.index] = column.value[0] as number;
    for (const { rule, holds } of column.constraints) if (!holds(bytes, start, end)) fail(rule, position);
    return GOOD;
  };

  return {
    cells() {
      const hasSpoiled = current.cells.spoiled.length > 0;
      for (let at = 0; at < columns.length; at += 1) {
        const column = columns[at] as Column;
        states[column.index] = judge(column, at, hasSpoiled);
      }
    },
    /** What cannot be read is one fault, whatever else it would break. */
    tellSpoiled() {
      for (const { index, kind } of current.cells.spoiled) fail(SPOILED[kind].rule, index, SPOILED[kind].message);
    },
    counts: (): CellCounts => ({ missing: [...missing], spoiled: [...spoiled] }),
  };
}
