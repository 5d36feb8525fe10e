import { type Findings, findingsOf, type Problem, quoted } from '../findings.ts';
import { type TextSample, withoutBlankEnd } from '../lines.ts';

/** Lines for browsers and people, between or above the data. */
const NO_DATA = /^(?:#|track\b|browser\b|\s*$)/;
const fieldsOf = (line: string): string[] => (line.includes('\t') ? line.split('\t') : line.trim().split(/ +/));
const WHOLE = /^\d+$/;

/** BED: chromosome, start, end, and the same number of columns in every line (BED specification 1.0). */
export function checkBed(text: TextSample): readonly Problem[] {
  const found = findingsOf(text.name);
  const lines = text.complete ? withoutBlankEnd(text.lines) : text.lines;
  let columns: number | undefined;
  for (let index = 0; index < lines.length && !found.full; index++) {
    const line = lines[index] ?? '';
    if (NO_DATA.test(line)) continue;
    const fields = fieldsOf(line);
    columns ??= fields.length;
    checkLine(fields, index + 1, columns, found);
  }
  if (text.complete && columns === undefined) found.file('there is no interval in it');
  const last = withoutBlankEnd(text.lastLines).at(-1);
  if (last !== undefined && columns !== undefined && !NO_DATA.test(last) && fieldsOf(last).length !== columns) {
    found.file(`the last line has ${fieldsOf(last).length} of ${columns} columns; the file is cut off`);
  }
  return found.problems;
}

function checkLine(fields: readonly string[], number: number, columns: number, found: Findings): void {
  const [chromosome = '', start = '', end = ''] = fields;
  if (fields.length < 3) {
    found.line(number, `expected chromosome, start and end, found ${fields.length} column(s)`);
    return;
  }
  if (fields.length !== columns) {
    found.line(number, `expected ${columns} columns as in the first interval, found ${fields.length}`);
  }
  if (chromosome === '') found.line(number, 'the chromosome is empty');
  if (!WHOLE.test(start)) found.line(number, `the start must be a whole number, found ${quoted(start)}`);
  else if (!WHOLE.test(end)) found.line(number, `the end must be a whole number, found ${quoted(end)}`);
  else if (Number(start) > Number(end)) found.line(number, `the start ${start} is behind the end ${end}`);
}
