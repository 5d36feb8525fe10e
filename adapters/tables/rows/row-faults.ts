import { isUtf8 } from 'node:buffer';
import type { RowCells, SpoiledCell } from '../../../domain/conformance/row-cells.ts';
import { sequence, type TextEncoding, unitBytes } from './text-encoding.ts';

const REPLACEMENT = Buffer.from('\ufffd');

/** Whether every byte of a piece of whole rows is text, but for a character that the end may cut. */
export function isText(buffer: Buffer, encoding: TextEncoding, last: boolean): boolean {
  if (buffer.includes(0)) return false;
  if (unitBytes(encoding) !== undefined) return !buffer.includes(REPLACEMENT);
  return isUtf8(last ? buffer : buffer.subarray(0, wholeCharacters(buffer)));
}

/** Length without a character that is cut off at the end. */
function wholeCharacters(buffer: Buffer): number {
  for (let back = 1; back <= Math.min(3, buffer.length); back += 1) {
    const byte = buffer[buffer.length - back] as number;
    if (byte < 0x80) return buffer.length;
    if (byte >= 0xc0) return sequence(buffer, buffer.length - back) > back ? buffer.length - back : buffer.length;
  }
  return buffer.length;
}

/** Adds to a row the cells that hold bytes that are no text. */
export function markFaults(cells: RowCells, encoding: TextEncoding): void {
  const spoiled = cells.spoiled as SpoiledCell[];
  for (let index = 0; index < cells.count; index += 1) {
    const bytes = Buffer.from(cells.bytes.buffer, cells.bytes.byteOffset, cells.bytes.byteLength);
    const cell = bytes.subarray(cells.starts[index], cells.ends[index]);
    if (cell.includes(0)) spoiled.push({ index, kind: 'nul' });
    else if (!isText(cell, encoding, true)) spoiled.push({ index, kind: 'encoding' });
  }
}
