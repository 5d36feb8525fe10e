import { createSplitter } from './split-rows.ts';
import { cellsOf, type TextOptions } from './text-table.ts';

/** In the order in which they win a tie. */
const DELIMITERS = ['\t', ',', ';', '|'] as const;
const HEAD = 256 * 1024;

/** The delimiter under which the first row names most of the columns, and has most cells. */
export function chooseDelimiter(text: Buffer, { quoteChar, columns, commentChar }: TextOptions): string {
  const wanted = new Set(columns);
  const start = firstLine(text, commentChar);
  const score = (delimiter: string): number => {
    const splitter = createSplitter({ delimiter: delimiter.charCodeAt(0), quote: quoteChar.charCodeAt(0) });
    const head = Buffer.from(text.subarray(start, start + HEAD));
    if (splitter.next(head, 0, head.length, true) < 0) return 0;
    splitter.unquote();
    const names = cellsOf(splitter.cells).map((name) => name.trim());
    return names.filter((name) => wanted.has(name)).length * 10_000 + names.length;
  };
  const scores = DELIMITERS.map((delimiter) => ({ delimiter, score: score(delimiter) }));
  const best = scores.reduce((left, right) => (right.score > left.score ? right : left));
  return best.score > 1 ? best.delimiter : ',';
}

/** Where the first line begins that is neither blank nor a comment. */
function firstLine(text: Buffer, comment: string | undefined): number {
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf(10, at);
    const line = text.subarray(at, end < 0 ? text.length : end);
    const blank = line.every((byte) => byte <= 32 || byte === 44 || byte === 59);
    if (!blank && (comment === undefined || line[0] !== comment.charCodeAt(0))) return at;
    if (end < 0) return at;
    at = end + 1;
  }
  return 0;
}
