import type { Decode } from './cells/reading.ts';
import { type CompiledTable, STRUCTURE } from './compiled-table.ts';
import type { RowValues } from './expression/evaluate.ts';
import { createKeyHash } from './keys/hash.ts';
import { createKeyTable, type KeyTable } from './keys/key-table.ts';
import type { RowCells, SpoiledCell } from './row-cells.ts';
import { createTally, shown, type Tally, type TallyState } from './tally.ts';

/** How far a table has been checked; JSON, small but for the listed errors. */
export interface TableRunState {
  /** data rows that hold anything; those of the right width; rows that hold nothing */
  rows: number;
  whole: number;
  blank: number;
  /** cells without a value, and cells that are spoiled, by column */
  missing: number[];
  spoiled: number[];
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

export const MISSING = 0;
export const GOOD = 1;
const BAD = 2;

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

/** Checks a table row by row: no object is made for a row that is right. */
export function createTableRun(table: CompiledTable, decode: Decode, from?: TableRunState): TableRun {
  const { columns, keys, rowRules, header, check } = table;
  const fields = check.schema.fields.length;
  const width = header.names.length;
  const tally = createTally(table.rules.length, check.maxErrors, from?.tally);
  const counts = { rows: from?.rows ?? 0, whole: from?.whole ?? 0, blank: from?.blank ?? 0 };
  const counters = (size: number, state?: number[]) => Float64Array.from(state ?? new Float64Array(size));
  const missing = counters(columns.length, from?.missing);
  const spoiled = counters(columns.length, from?.spoiled);
  const keyed = counters(keys.length, from?.keyed);
  const ruled = counters(rowRules.length, from?.ruled);
  const tables = keys.map(() => createKeyTable());
  const hash = createKeyHash();
  const states = new Uint8Array(fields);
  const values = new Float64Array(fields);
  const numeric = Array.from({ length: fields }, () => false);
  const positions = new Int32Array(fields);
  for (const column of columns) {
    numeric[column.index] = column.value !== undefined;
    positions[column.index] = column.position;
  }
  let current: RowCells;

  const textAt = (position: number) =>
    shown(decode(current.bytes, current.starts[position] as number, current.ends[position] as number));
  const view: RowValues = {
    isMissing: (field) => states[field] === MISSING,
    number: (field) => values[field] as number,
    text: (field) => {
      const position = positions[field] as number;
      return decode(current.bytes, current.starts[position] as number, current.ends[position] as number);
    },
  };
  const saysOf = (rule: number) => table.rules[rule]?.says ?? '';
  const failCell = (rule: number, row: number, position: number, message: string) =>
    tally.fail(rule, () => ({ row, column: header.names[position] ?? '', value: textAt(position), message }));

  const checkCells = (cells: RowCells, row: number) => {
    const { bytes, starts, ends } = cells;
    const hasSpoiled = cells.spoiled.length > 0;
    for (let at = 0; at < columns.length; at += 1) {
      const column = columns[at];
      if (column === undefined) continue;
      const { index, position } = column;
      const start = starts[position] as number;
      const end = ends[position] as number;
      if (hasSpoiled && cells.spoiled.some((cell) => cell.index === position)) {
        states[index] = BAD;
        spoiled[at] = (spoiled[at] as number) + 1;
      } else if (start === end ? column.emptyIsMissing : column.isMissing?.(bytes, start, end) === true) {
        states[index] = MISSING;
        missing[at] = (missing[at] as number) + 1;
        if (column.requiredRule >= 0) failCell(column.requiredRule, row, position, saysOf(column.requiredRule));
      } else if (!column.read(bytes, start, end)) {
        states[index] = BAD;
        failCell(column.typeRule, row, position, saysOf(column.typeRule));
      } else {
        states[index] = GOOD;
        if (column.value !== undefined) values[index] = column.value[0] as number;
        for (const { rule, holds } of column.constraints) {
          if (!holds(bytes, start, end)) failCell(rule, row, position, saysOf(rule));
        }
      }
    }
  };

  const tellSpoiled = (cells: RowCells, row: number) => {
    for (const { index: position, kind } of cells.spoiled) {
      const { rule, message } = SPOILED[kind];
      failCell(rule, row, position, message);
    }
  };

  const addKey = (at: number, cells: RowCells, row: number, offset: number) => {
    const key = keys[at] as (typeof keys)[number];
    hash.start();
    for (const field of key.fields) {
      const position = positions[field] as number;
      if (states[field] === BAD) return;
      if (states[field] === MISSING) {
        if (!key.primary) return;
        keyed[at] = (keyed[at] as number) + 1;
        return failCell(key.uniqueRule, row, position, 'is part of the primary key and must not be missing');
      }
      const value = values[field] as number;
      if (numeric[field] && Math.abs(value) <= Number.MAX_SAFE_INTEGER) hash.number(value);
      else hash.text(cells.bytes, cells.starts[position] as number, cells.ends[position] as number);
    }
    keyed[at] = (keyed[at] as number) + 1;
    const first = (tables[at] as KeyTable).add(hash.words, row, offset);
    if (first === 0 || key.uniqueRule < 0) return;
    tally.fail(key.uniqueRule, () => ({
      row,
      column: key.fields.map((field) => check.schema.fields[field]?.name).join(', '),
      value: shown(key.fields.map((field) => view.text(field)).join(', ')),
      message: `stands in row ${first} already`,
    }));
  };

  const checkRules = (row: number) => {
    for (let at = 0; at < rowRules.length; at += 1) {
      const { rule, fields: asked, holds } = rowRules[at] as (typeof rowRules)[number];
      if (asked.some((field) => states[field] === BAD)) continue;
      const outcome = holds(view);
      if (outcome === null) continue;
      ruled[at] = (ruled[at] as number) + 1;
      if (outcome !== false) continue;
      tally.fail(rule, () => ({
        row,
        column: table.rules[rule]?.column ?? '',
        value: shown(asked.map((field) => view.text(field)).join(', ')),
        message: saysOf(rule),
      }));
    }
  };

  return {
    tables,
    tally,
    states,
    values,
    row(cells, row, offset) {
      current = cells;
      if (trim(cells)) {
        counts.blank += 1;
        return false;
      }
      counts.rows += 1;
      if (cells.spoiled.length > 0) tellSpoiled(cells, row);
      if (cells.count !== width) {
        const message = `has ${cells.count} cells, the header has ${width}`;
        tally.fail(STRUCTURE.width, () => ({ row, value: textAt(0), message }));
        return true;
      }
      counts.whole += 1;
      checkCells(cells, row);
      for (let at = 0; at < keys.length; at += 1) addKey(at, cells, row, offset);
      if (rowRules.length > 0) checkRules(row);
      return true;
    },
    isFull: () => tables.some((keyTable) => keyTable.full),
    state: () => ({
      ...counts,
      missing: [...missing],
      spoiled: [...spoiled],
      keyed: [...keyed],
      ruled: [...ruled],
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
