import { shorten } from '../../domain/manifest/issue-list.ts';
import type { TableRow } from '../../domain/manifest/table.ts';

/** The rows of a manifest for those who look at it, as the check read them. */
export interface ShownTable {
  header: string[];
  rows: { row: number; cells: string[] }[];
  /** false: rows are left out, because they do not fit an answer */
  complete: boolean;
}

export interface TableKeeper {
  keep: (row: TableRow, wrong: boolean) => void;
  /** @param report what else the answer holds */
  table: (report: object) => ShownTable;
}

/** Lambda answers with 6 MB at most, and some of it is not ours. */
const ANSWER_BYTES = 5_800_000;
/** Rows without faults leave room for those that have some. */
const PLAIN_BYTES = 3_000_000;

/** Bytes of JSON within the JSON that a function answers with, where every quote is escaped. */
const sizeOf = (value: object): number => Buffer.byteLength(JSON.stringify(JSON.stringify(value)));

interface Kept {
  line: ShownTable['rows'][number];
  wrong: boolean;
  size: number;
}

/** Keeps as many rows as fit an answer: the first ones, and of the others those with faults. */
export function keepTable(header: TableRow): TableKeeper {
  const kept: Kept[] = [];
  let size = 0;
  let complete = true;
  return {
    keep: ({ row, cells }, wrong) => {
      if (size > (wrong ? ANSWER_BYTES : PLAIN_BYTES)) {
        complete = false;
        return;
      }
      const line = { row, cells: cells.map(shorten) };
      const one = { line, wrong, size: sizeOf(line) };
      kept.push(one);
      size += one.size;
    },
    table: (report) => {
      const shown = { header: header.cells.map(shorten), rows: [], complete: false };
      const rows = fitting(kept, ANSWER_BYTES - sizeOf(report) - sizeOf(shown));
      return { ...shown, rows, complete: complete && rows.length === kept.length };
    },
  };
}

/** In their order; those with faults have the first claim. */
function fitting(kept: readonly Kept[], room: number): Kept['line'][] {
  const chosen = new Set<Kept>();
  let left = room;
  for (const wrong of [true, false]) {
    for (const one of kept) {
      if (one.wrong !== wrong) continue;
      left -= one.size;
      if (left < 0) break;
      chosen.add(one);
    }
  }
  return kept.filter((one) => chosen.has(one)).map(({ line }) => line);
}
