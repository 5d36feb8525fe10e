import type { CellFault, TableRow } from '../../../domain/manifest/table.ts';
import type { TableLimits } from '../limits.ts';
import { refuse } from '../refusal.ts';
import { general, type NumberFormat } from './number-format.ts';
import { detached, textCollector, unescapeText } from './strings.ts';
import { type Attributes, parseXml } from './xml.ts';

/** What the cells of a sheet refer to. */
export interface SheetContext {
  strings: readonly string[];
  formats: readonly NumberFormat[];
  date1904: boolean;
  limits: TableLimits;
}

/** Reads a sheet row by row as it is expanded; rows without any text are left out. */
export async function* readSheet(chunks: AsyncIterable<Buffer>, context: SheetContext): AsyncGenerator<TableRow> {
  const ready: TableRow[] = [];
  for await (const _ of parseXml(
    chunks,
    rowReader(context, (row) => ready.push(row)),
  )) {
    yield* ready;
    ready.length = 0;
  }
}

function rowReader(context: SheetContext, emit: (row: TableRow) => void) {
  const cell = cellReader(context);
  let row = 0;
  let cells: string[] = [];
  let faults: CellFault[] = [];
  let count = 0;
  const put = (index: number, text: string, fault: CellFault['kind'] | undefined) => {
    count += 1;
    if (count > context.limits.cells)
      throw refuse(`The sheet has more than ${context.limits.cells} filled cells.`, row);
    if (index >= context.limits.columns) {
      throw refuse(`Row ${row} is filled beyond column ${context.limits.columns}; no table is that wide.`, row);
    }
    while (cells.length < index) cells.push('');
    cells[index] = text;
    if (fault !== undefined) faults.push({ index, kind: fault });
  };
  return {
    open(name: string, attributes: Attributes) {
      if (name === 'row') {
        row = rowNumber(attributes['r'], row);
        [cells, faults] = [[], []];
        cell.startRow();
      } else cell.open(name, attributes);
    },
    text: (text: string) => cell.text(text),
    close(name: string) {
      if (name === 'row') {
        if (cells.length > 0) emit({ row, cells, ...(faults.length > 0 && { faults }) });
      } else if (name === 'c') {
        const { index, text, fault } = cell.finish(row);
        if (text !== '' || fault !== undefined) put(index, text, fault);
      } else cell.close(name);
    },
  };
}

const LAST_ROW = 1_048_576;

function rowNumber(reference: string | undefined, last: number): number {
  const row = reference === undefined ? last + 1 : Number(reference);
  if (Number.isInteger(row) && row > last && row <= LAST_ROW) return row;
  throw refuse(`The Excel workbook is damaged: after row ${last} comes row '${reference}'.`, last);
}

/** Collects one cell at a time: its place, its kind, its stored value, its inline text, and whether it computes. */
function cellReader(context: SheetContext) {
  const inline = textCollector();
  let index = -1;
  let attributes: Attributes = {};
  let value = '';
  let inValue = false;
  let formula = false;
  return {
    startRow() {
      index = -1;
    },
    open(name: string, opened: Attributes) {
      if (name === 'c') {
        attributes = opened;
        index = columnIndex(opened['r']) ?? index + 1;
        [value, formula] = ['', false];
      } else if (name === 'v') inValue = true;
      else if (name === 'f') formula = true;
      else inline.open(name, opened);
    },
    text(text: string) {
      if (inValue) value += text;
      else inline.text(text);
    },
    close(name: string) {
      if (name === 'v') inValue = false;
      else inline.close(name);
    },
    finish(row: number): { index: number; text: string; fault: CellFault['kind'] | undefined } {
      const type = attributes['t'] ?? 'n';
      const written = inline.take();
      const text = type === 'inlineStr' ? written : shown(type, value, Number(attributes['s'] ?? 0), context);
      if (text.length > context.limits.cellLength) {
        throw refuse(`Row ${row} has a cell of more than ${context.limits.cellLength} characters.`, row);
      }
      return { index, text, fault: formula ? 'formula' : type === 'e' ? 'error' : undefined };
    },
  };
}

/** The text of a stored value, as near to what the sheet shows as a value without its locale can be. */
function shown(type: string, value: string, style: number, context: SheetContext): string {
  if (value === '') return '';
  switch (type) {
    case 's':
      return context.strings[Number(value)] ?? '';
    case 'b':
      return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
    case 'n': {
      const number = Number(value);
      if (!Number.isFinite(number)) return detached(value);
      return (context.formats[style] ?? general)(number, context.date1904);
    }
    default:
      return detached(unescapeText(value));
  }
}

/** `AB12` -> 27; undefined when the reference is missing or is none. */
function columnIndex(reference: string | undefined): number | undefined {
  if (reference === undefined) return undefined;
  let index = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    index = index * 26 + letter;
  }
  return index === 0 ? undefined : index - 1;
}
