import { parse } from 'csv-parse/sync';

/** What the simple implementation finds: rule, row and column of every fault, in no order. */
export interface PlainOutcome {
  faults: string[];
  rows: string[][];
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

function isDate(text: string): boolean {
  const found = DATE.exec(text);
  if (found === null || found[1] === '0000') return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const isNumber = (text: string): boolean =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || /^(nan|[+-]?inf)$/i.test(text);

/**
 * The check of `generatedCheck` again, written as simply as can be: the whole table in memory, a library for the
 * splitting, objects for everything.
 */
export function checkPlainly(text: string, delimiter: string): PlainOutcome {
  const [header = [], ...rows] = parse(text, {
    delimiter,
    relax_column_count: true,
    skip_empty_lines: false,
  }) as string[][];
  const faults: string[] = [];
  const seen = new Set<number>();
  const data: string[][] = [];
  for (const [index, raw] of rows.entries()) {
    const row = index + 2;
    const cells = raw.map((cell) => cell.replace(/^[ \t]+|[ \t]+$/g, ''));
    if (cells.every((cell) => cell === '')) continue;
    data.push(cells);
    if (cells.length !== header.length) {
      faults.push(`${row} width`);
      continue;
    }
    const [id = '', code = '', amount = '', day = ''] = cells;
    const missing = (cell: string) => cell === '' || cell === 'NA';
    const isInteger = (cell: string) => /^[+-]?\d+$/.test(cell);
    if (missing(id)) faults.push(`${row} id required(id)`);
    else if (!isInteger(id)) faults.push(`${row} id type(id)`);
    else {
      if (Number(id) < 0) faults.push(`${row} id minimum(id)`);
      if (seen.has(Number(id))) faults.push(`${row} id unique(id)`);
      seen.add(Number(id));
    }
    if (!missing(code)) {
      if (Array.from(code).length < 2) faults.push(`${row} code minLength(code)`);
      if (!/^[a-zü" ,\n]+$/u.test(code)) faults.push(`${row} code pattern(code)`);
    }
    if (!missing(amount) && !isNumber(amount)) faults.push(`${row} amount type(amount)`);
    if (!missing(day) && !isDate(day)) faults.push(`${row} day type(day)`);
    const known = !missing(amount) && isNumber(amount) && !missing(id) && isInteger(id);
    const value = /^[+-]?inf$/i.test(amount)
      ? amount.startsWith('-')
        ? Number.NEGATIVE_INFINITY
        : Number.POSITIVE_INFINITY
      : Number(amount);
    if (known && !(value <= Number(id))) faults.push(`${row} amount, id amount is at most id`);
  }
  return { faults, rows: data };
}
