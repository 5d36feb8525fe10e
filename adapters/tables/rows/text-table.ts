import type { RowCells } from '../../../domain/conformance/row-cells.ts';
import { decodeUtf8 } from './decode.ts';
import { isText, markFaults } from './row-faults.ts';
import { createSplitter, MOST_CELLS, type Splitter } from './split-rows.ts';
import { chooseDelimiter } from './text-delimiter.ts';
import { codeUnits, cutUnits, decide, findEncoding, type TextEncoding, toUtf8, unitBytes } from './text-encoding.ts';
import { TableUnreadable } from './unreadable.ts';

/** A stored file. */
export interface StoredFile {
  /** bytes */
  size: number;
  read: (start: number, end: number) => Promise<Uint8Array>;
  /** bytes that are read at a time, an even number; 4 MiB where it is not said */
  pieceBytes?: number;
}

export interface TextOptions {
  encoding?: string | undefined;
  delimiter?: string | undefined;
  quoteChar: string;
  header: boolean;
  skipRows: number;
  commentChar?: string | undefined;
  /** names that the header may have: they tell which delimiter is meant */
  columns: readonly string[];
}

/** Where reading goes on, and how; JSON. */
export interface TextState {
  encoding: TextEncoding;
  delimiter: string;
  header?: string[];
  /** byte of the file at which the next row begins */
  offset: number;
  /** spreadsheet row of the last row that was read */
  row: number;
}

export interface RowVisitor {
  row(cells: RowCells, row: number, offset: number): void;
  /** asked every few thousand rows: is something to be put away before the next one? */
  isFull(): boolean;
  /** puts it away */
  flush(): Promise<void>;
  /** asked after every piece: stop here? */
  isLate(): boolean;
}

/** What is read at a time; the next piece is on its way meanwhile. */
const PIECE = 4 * 1024 ** 2;
/** A longer row is none: it is a quotation mark that is left open, or no table. */
const MOST_ROW_BYTES = 1024 ** 2;
const ASK_EVERY = 4_096;

/**
 * Finds encoding, delimiter and header.
 * @throws TableUnreadable
 */
export async function openText(file: StoredFile, options: TextOptions): Promise<TextState> {
  const head = Buffer.from(await file.read(0, Math.min(file.size, PIECE)));
  const { encoding, mark } = findEncoding(head, options.encoding);
  const last = file.size <= PIECE;
  const decided = encoding === 'ascii' ? decide(head) : encoding;
  const text = toUtf8(whole(head.subarray(mark), decided), decided);
  const skipped = skipLines(text, options.skipRows);
  const delimiter = options.delimiter ?? chooseDelimiter(text.subarray(skipped), options);
  const state: TextState = { encoding, delimiter, offset: mark, row: options.skipRows };
  const unit = unitBytes(decided);
  const place = (at: number) => mark + (unit === undefined ? at : codeUnits(text, 0, at) * unit);
  if (!options.header) return { ...state, offset: place(skipped) };
  const splitter = splitterOf(delimiter, options);
  for (let at = skipped; at < text.length; ) {
    const next = nextRow(splitter, text, at, last, options.commentChar);
    if (next < 0) throw new TableUnreadable(tooLong(state.row + 1));
    state.row += 1;
    const offset = place(next);
    if (splitter.tooWide()) throw new TableUnreadable(tooWide(state.row));
    splitter.unquote();
    const header = cellsOf(splitter.cells);
    if (header.some((cell) => cell.trim() !== '')) return { ...state, header, offset };
    at = next;
  }
  throw new TableUnreadable(file.size === mark ? 'The file is empty.' : 'The file has no header row.');
}

/**
 * Reads rows from where `state` says, in bounded memory.
 * @returns where to go on, or `done`
 * @throws TableUnreadable
 */
export async function readRows(
  file: StoredFile,
  options: TextOptions,
  from: TextState,
  visitor: RowVisitor,
): Promise<{ state: TextState; done: boolean }> {
  const state = { ...from };
  const splitter = splitterOf(state.delimiter, options);
  const pieces = piecesOf(file, state.offset);
  let rest: Buffer = Buffer.alloc(0);
  let held: Buffer = Buffer.alloc(0);
  let work: Buffer = Buffer.alloc(0);
  for await (const { piece, last } of pieces) {
    if (state.encoding === 'ascii') state.encoding = decide(piece);
    const bytes = joined(held, piece);
    const end = last ? bytes.length : bytes.length - cutUnits(bytes, state.encoding);
    held = bytes.subarray(end);
    const text = toUtf8(bytes.subarray(0, end), state.encoding);
    const length = rest.length + text.length;
    // one buffer for all pieces: they would fill hundreds of megabytes before they are collected
    if (work.length < length) work = grown(work, rest, length);
    else work.set(rest);
    work.set(text, rest.length);
    const buffer = work.subarray(0, length);
    rest = await readPiece(buffer, last, state, { splitter, visitor, comment: options.commentChar });
    if (last) return { state, done: true };
    if (rest.length > MOST_ROW_BYTES) throw new TableUnreadable(tooLong(state.row + 1));
    // a row at least, so that the next one to read gets further
    if (state.offset > from.offset && visitor.isLate()) return { state, done: false };
  }
  return { state, done: true };
}

function grown(work: Buffer, rest: Buffer, length: number): Buffer {
  const larger = Buffer.alloc(Math.max(length, work.length, Math.min(PIECE + MOST_ROW_BYTES, length * 2)));
  larger.set(rest);
  return larger;
}

const joined = (first: Buffer, second: Buffer): Buffer =>
  first.length === 0 ? second : Buffer.concat([first, second]);

/** Rows are short: so much is read for one, and the most that a row may have where that is not enough. */
const SHORT_READ = 16 * 1024;

/** The cells of the row that begins at a byte of the file; none where the row is not there. */
export async function readRowAt(
  file: StoredFile,
  options: TextOptions,
  state: Pick<TextState, 'encoding' | 'delimiter'>,
  offset: number,
): Promise<string[]> {
  const splitter = splitterOf(state.delimiter, options);
  for (const length of [SHORT_READ, MOST_ROW_BYTES]) {
    const end = Math.min(file.size, offset + length);
    const text = toUtf8(whole(Buffer.from(await file.read(offset, end)), state.encoding), state.encoding);
    if (splitter.next(text, 0, text.length, end === file.size) < 0) continue;
    splitter.unquote();
    return cellsOf(splitter.cells);
  }
  return [];
}

interface Reading {
  splitter: Splitter;
  visitor: RowVisitor;
  comment: string | undefined;
}

/** Reads the rows of a piece and moves `state` behind them. @returns what is left: the beginning of a row */
async function readPiece(buffer: Buffer, last: boolean, state: TextState, reading: Reading): Promise<Buffer> {
  const { splitter, visitor, comment } = reading;
  const unit = unitBytes(state.encoding);
  const sound = isText(buffer, state.encoding, last);
  let at = 0;
  while (at < buffer.length) {
    const next = nextRow(splitter, buffer, at, last, comment);
    if (next < 0) break;
    state.row += 1;
    const { offset } = state;
    state.offset += unit === undefined ? next - at : codeUnits(buffer, at, next) * unit;
    at = next;
    if (splitter.cells.count === 0) continue;
    if (splitter.tooWide()) throw new TableUnreadable(tooWide(state.row));
    if (!sound) markFaults(splitter.cells, state.encoding);
    splitter.unquote();
    visitor.row(splitter.cells, state.row, offset);
    if (state.row % ASK_EVERY === 0 && visitor.isFull()) await visitor.flush();
  }
  return buffer.subarray(at);
}

/** The file from `offset` in pieces, each read while the one before is worked on. */
async function* piecesOf(file: StoredFile, offset: number): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  const { pieceBytes = PIECE } = file;
  const read = (start: number) => {
    const reading = file.read(start, Math.min(start + pieceBytes, file.size));
    // told when it is waited for; nobody waits for a piece behind the one that reading stopped at
    reading.catch(() => {});
    return reading;
  };
  let ahead = read(offset);
  for (let at = offset; at < file.size; at += pieceBytes) {
    const bytes = await ahead;
    const last = at + pieceBytes >= file.size;
    if (!last) ahead = read(at + pieceBytes);
    yield { piece: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), last };
  }
}

function nextRow(splitter: Splitter, text: Buffer, at: number, last: boolean, comment: string | undefined): number {
  if (comment === undefined || text[at] !== comment.charCodeAt(0)) return splitter.next(text, at, text.length, last);
  splitter.cells.count = 0;
  const end = text.indexOf(10, at);
  return end >= 0 ? end + 1 : last ? text.length : -1;
}

const splitterOf = (delimiter: string, { quoteChar }: TextOptions): Splitter =>
  createSplitter({ delimiter: delimiter.charCodeAt(0), quote: quoteChar.charCodeAt(0) });

/** Whole code units only. */
const whole = (head: Buffer, encoding: TextEncoding): Buffer =>
  unitBytes(encoding) === 2 ? head.subarray(0, head.length & ~1) : head;

/** Where the line behind `count` lines begins. */
function skipLines(text: Buffer, count: number): number {
  let at = 0;
  for (let line = 0; line < count && at < text.length; line += 1) {
    const end = text.indexOf(10, at);
    at = end < 0 ? text.length : end + 1;
  }
  return at;
}

export const cellsOf = ({ bytes, starts, ends, count }: RowCells): string[] =>
  Array.from({ length: count }, (_, index) => decodeUtf8(bytes, starts[index] as number, ends[index] as number));

const tooLong = (row: number): string =>
  `Row ${row} is longer than ${MOST_ROW_BYTES.toLocaleString('en-US')} bytes: a quotation mark is left open, or the file is no table.`;

const tooWide = (row: number): string => `Row ${row} has more than ${MOST_CELLS.toLocaleString('en-US')} cells.`;
