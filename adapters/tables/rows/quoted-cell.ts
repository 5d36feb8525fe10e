const LF = 10;
const CR = 13;

export interface RowShape {
  /** codes of single bytes */
  delimiter: number;
  quote: number;
}

/** A quoted cell as it was found; filled anew for every one. */
export interface QuotedCell {
  /** where its content ends */
  end: number;
  hasDoubled: boolean;
  /** text follows the closing mark, or there is none */
  isSpoiled: boolean;
}

/**
 * Finds the end of a quoted cell whose content begins at `from`.
 * @returns the place behind it; -1 where it does not end before `to`, and more may follow
 */
export function readQuoted(
  bytes: Uint8Array,
  [from, to]: readonly [number, number],
  last: boolean,
  shape: RowShape,
  cell: QuotedCell,
): number {
  cell.hasDoubled = false;
  cell.isSpoiled = false;
  for (let at = from; ; ) {
    const mark = bytes.indexOf(shape.quote, at);
    if (mark < 0 || mark >= to) return unclosed(to, last, cell);
    if (mark + 1 === to && !last) return -1;
    if (mark + 1 < to && bytes[mark + 1] === shape.quote) {
      cell.hasDoubled = true;
      at = mark + 2;
    } else if (mark + 1 === to || endsCell(bytes[mark + 1], shape)) {
      cell.end = mark;
      return mark + 1;
    } else return untilDelimiter(bytes, [mark + 1, to], last, shape, cell);
  }
}

const endsCell = (byte: number | undefined, { delimiter }: RowShape): boolean =>
  byte === delimiter || byte === LF || byte === CR;

function unclosed(to: number, last: boolean, cell: QuotedCell): number {
  cell.isSpoiled = true;
  cell.end = to;
  return last ? to : -1;
}

/** Text behind the closing mark belongs to the cell, which then is as it stands. */
function untilDelimiter(
  bytes: Uint8Array,
  [from, to]: readonly [number, number],
  last: boolean,
  shape: RowShape,
  cell: QuotedCell,
): number {
  let at = from;
  while (at < to && !endsCell(bytes[at], shape)) at += 1;
  cell.hasDoubled = false;
  cell.isSpoiled = true;
  cell.end = at;
  return at === to && !last ? -1 : at;
}

/** Makes doubled quotation marks single, in place. @returns the new end */
export function makeSingle(bytes: Uint8Array, start: number, end: number, quote: number): number {
  let to = start;
  for (let at = start; at < end; at += 1) {
    bytes[to] = bytes[at] as number;
    to += 1;
    if (bytes[at] === quote && bytes[at + 1] === quote) at += 1;
  }
  return to;
}
