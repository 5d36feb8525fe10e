import { isoText } from './cells/dates.ts';
import type { Decode } from './cells/reading.ts';
import type { Column, CompiledTable } from './compiled-table.ts';
import type { RowCells } from './row-cells.ts';
import { GOOD, MISSING } from './run/current-row.ts';
import type { TableRun } from './table-run.ts';

/** Writes a table anew: UTF-8, commas, the schema's columns first and in its order, each value written in one way. */
export interface Cleaner {
  /** writes the row that `run` has checked last */
  row(cells: RowCells, run: Pick<TableRun, 'states' | 'values'>): void;
  /** bytes that wait to be taken */
  readonly size: number;
  take(): Uint8Array;
}

const COMMA = 44;
const QUOTE = 34;
const CR = 13;
const LF = 10;
const T = 84;

/** What a good cell becomes; undefined where it stands as it is. */
type Rewrite = (value: number, bytes: Uint8Array, start: number, end: number) => string | undefined;

export function createCleaner(table: CompiledTable, decode: Decode, withHeader: boolean): Cleaner {
  const out = growingBytes();
  const columns = table.columns.map((column) => ({ column, rewrite: rewriting(column, decode) }));
  const taken = new Set(table.columns.map(({ position }) => position));
  const further = table.header.names.flatMap((_, position) => (taken.has(position) ? [] : [position]));
  const names = [...table.columns.map(({ name }) => name), ...further.map((at) => table.header.names[at] ?? '')];
  const width = table.header.names.length;
  const text = (value: string) => {
    const bytes = encoder.encode(value);
    cell(out, bytes, 0, bytes.length);
  };
  const line = (write: (at: number) => void, count: number) => {
    for (let at = 0; at < count; at += 1) {
      if (at > 0) out.byte(COMMA);
      write(at);
    }
    out.byte(CR);
    out.byte(LF);
  };
  if (withHeader) line((at) => text(names[at] ?? ''), names.length);
  const raw = ({ bytes, starts, ends, count }: RowCells, position: number) => {
    if (position < count) cell(out, bytes, starts[position] as number, ends[position] as number);
  };
  const known = (cells: RowCells, at: number, { states, values }: Pick<TableRun, 'states' | 'values'>) => {
    const { column, rewrite } = columns[at] as (typeof columns)[number];
    const state = states[column.index];
    // a row of another width was not judged: it is kept as it is
    if (cells.count === width && state === MISSING) return;
    if (cells.count !== width || state !== GOOD) {
      raw(cells, column.position);
      return;
    }
    const [start, end] = [cells.starts[column.position] as number, cells.ends[column.position] as number];
    const written = rewrite?.(values[column.index] as number, cells.bytes, start, end);
    if (written === undefined) cell(out, cells.bytes, start, end);
    else text(written);
  };
  return {
    row: (cells, run) =>
      line(
        (at) => (at < columns.length ? known(cells, at, run) : raw(cells, further[at - columns.length] as number)),
        names.length,
      ),
    get size() {
      return out.size();
    },
    take: () => out.take(),
  };
}

const encoder = new TextEncoder();

/** Whether a number has a sign or zeros that it need not have. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  const from = first === 45 ? start + 1 : start;
  return first !== 43 && !(bytes[from] === 48 && end - from > 1);
}

function rewriting({ field }: Column, decode: Decode): Rewrite | undefined {
  const bare = field.bareNumber !== false && field.groupChar === undefined && field.decimalChar === undefined;
  switch (field.type) {
    case 'integer':
      return (value, bytes, start, end) => {
        if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return decode(bytes, start, end).replace('+', '');
        return bare && isPlain(bytes, start, end) ? undefined : String(value);
      };
    case 'number':
      return (value, bytes, start, end) => {
        if (bare && isPlain(bytes, start, end)) return undefined;
        return Number.isFinite(value) ? String(value) : undefined;
      };
    case 'boolean':
      return (value) => (value === 1 ? 'true' : 'false');
    case 'date':
    case 'time':
    case 'datetime': {
      const { type, format = 'default' } = field;
      if (format !== 'default') return (value) => isoText(type, value);
      return type !== 'datetime'
        ? undefined
        : (_, bytes, start, end) => (bytes[start + 10] === T ? undefined : decode(bytes, start, end).replace(' ', 'T'));
    }
    default:
      return undefined;
  }
}

/** One cell, quoted where it must be. */
function cell(out: GrowingBytes, bytes: Uint8Array, start: number, end: number): void {
  if (out.plain(bytes, start, end)) return;
  out.byte(QUOTE);
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === QUOTE) out.byte(QUOTE);
    out.byte(bytes[at] as number);
  }
  out.byte(QUOTE);
}

interface GrowingBytes {
  byte(value: number): void;
  /** copies a range that needs no quotes; false, and nothing, where it needs them */
  plain(bytes: Uint8Array, start: number, end: number): boolean;
  size(): number;
  take(): Uint8Array;
}

function growingBytes(): GrowingBytes {
  let held = new Uint8Array(64 * 1024);
  let size = 0;
  const ensure = (more: number) => {
    if (size + more <= held.length) return;
    const larger = new Uint8Array(Math.max(held.length * 2, size + more));
    larger.set(held.subarray(0, size));
    held = larger;
  };
  return {
    byte(value) {
      ensure(1);
      held[size] = value;
      size += 1;
    },
    plain(bytes, start, end) {
      ensure(end - start);
      const to = held;
      let next = size;
      for (let at = start; at < end; at += 1) {
        const byte = bytes[at] as number;
        if (byte === COMMA || byte === QUOTE || byte === CR || byte === LF) return false;
        to[next] = byte;
        next += 1;
      }
      size = next;
      return true;
    },
    size: () => size,
    take() {
      const taken = held.slice(0, size);
      size = 0;
      return taken;
    },
  };
}
