import { CsvError, type Parser, parse } from 'csv-parse';
import { isBlank, type TableRow } from '../../domain/manifest/table.ts';
import { peek } from './chunks.ts';
import type { TableLimits } from './limits.ts';
import { notReadable, refuse } from './refusal.ts';
import { type Delimiter, sniffDelimiter } from './sniff.ts';
import { checkText, type TextFault } from './utf8.ts';

/** A header line longer than this is no header line. */
const HEADER_BYTES = 256 * 1024;

/** Reads TSV or CSV text row by row; blank rows are counted and left out. */
export async function readDelimited(
  stream: AsyncGenerator<Buffer>,
  limits: TableLimits,
): Promise<{ delimiter: Delimiter; rows: AsyncGenerator<TableRow> }> {
  const { start, all } = await peek(stream, (bytes) => bytes.length >= HEADER_BYTES || hasHeaderLine(bytes));
  const { line } = firstLine(start.toString('utf8'));
  if (isEmptyLine(line)) throw notReadable('The file has no header row.');
  const delimiter = sniffDelimiter(line);
  return { delimiter, rows: rowsOf(all, delimiter, limits) };
}

const hasHeaderLine = (bytes: Buffer): boolean => firstLine(bytes.toString('utf8')).ended;

const isEmptyLine = (line: string): boolean => !/[^\s,;\uFEFF]/.test(line);

/** The first line that holds more than blanks and delimiters; line breaks inside quotes belong to it. */
function firstLine(text: string): { line: string; ended: boolean } {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    if (quoted || (character !== '\n' && character !== '\r')) continue;
    const line = text.slice(start, at);
    if (!isEmptyLine(line)) return { line, ended: true };
    start = at + 1;
  }
  return { line: text.slice(start), ended: false };
}

async function* rowsOf(
  chunks: AsyncGenerator<Buffer>,
  delimiter: Delimiter,
  limits: TableLimits,
): AsyncGenerator<TableRow> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    // a quote inside a bare cell (`5" disk`) is data
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: limits.columns * 1_024,
  });
  // a failure is read from `errored` where its row is known; without a listener the process would end
  parser.on('error', () => {});
  let row = 0;
  for await (const records of recordsOf(chunks, parser)) {
    for (const cells of records) {
      row += 1;
      if (!cells.every(isBlank)) yield checkedRow(row, cells, limits);
    }
  }
}

function checkedRow(row: number, cells: string[], limits: TableLimits): TableRow {
  if (cells.length > limits.columns) {
    throw refuse(`Row ${row} has more than ${limits.columns} cells; no manifest has.`, row);
  }
  if (cells.some((cell) => cell.length > limits.cellLength)) {
    throw refuse(`Row ${row} has a cell of more than ${limits.cellLength} characters; is a quote left open?`, row);
  }
  return { row, cells };
}

/** csv-parse looks a few bytes ahead before it ends a record; these make it count the last whole one before a fault. */
const FOLLOW_UP = Buffer.from('x'.repeat(8));

/** All complete records after each chunk; what was read before a fault is handed on before the fault is told. */
async function* recordsOf(chunks: AsyncGenerator<Buffer>, parser: Parser): AsyncGenerator<string[][]> {
  const text = checkText();
  for await (const chunk of chunks) {
    const checked = text.next(chunk);
    if ('fault' in checked) {
      yield feed(parser, checked.fault.good);
      yield feed(parser, FOLLOW_UP);
      throw faultAt(parser, checked.fault);
    }
    yield feed(parser, checked.text);
    failOn(parser);
  }
  const fault = text.end();
  if (fault !== undefined) {
    yield feed(parser, FOLLOW_UP);
    throw faultAt(parser, fault);
  }
  parser.end();
  yield drain(parser);
  failOn(parser);
}

/** csv-parse works off a chunk while it is written, so that its records can be read at once. */
function feed(parser: Parser, chunk: Buffer): string[][] {
  parser.write(chunk);
  return drain(parser);
}

function drain(parser: Parser): string[][] {
  const records: string[][] = [];
  for (let record = parser.read(); record !== null; record = parser.read()) records.push(record as string[]);
  return records;
}

function faultAt(parser: Parser, { reason }: TextFault): Error {
  const row = parser.info.records + 1;
  if (row === 1) return notReadable(`The file cannot be read: ${reason}.`);
  return refuse(`The file cannot be read beyond row ${row}: ${reason} there. Save it as UTF-8 text.`, row);
}

function failOn(parser: Parser): void {
  const error = parser.errored;
  if (error === null) return;
  const row = parser.info.records + 1;
  const code = error instanceof CsvError ? error.code : undefined;
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    throw refuse(`The quote that is opened in row ${row} is never closed. Close it or remove it.`, row);
  }
  throw refuse(`Row ${row} cannot be read: ${error.message}.`, row);
}
