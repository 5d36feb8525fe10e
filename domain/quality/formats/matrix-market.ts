import { type Findings, findingsOf, type Problem, quoted } from '../findings.ts';
import { type TextSample, withoutBlankEnd } from '../lines.ts';

const HEADER =
  /^%%MatrixMarket\s+matrix\s+(coordinate|array)\s+(real|double|integer|complex|pattern)\s+(general|symmetric|skew-symmetric|hermitian)\s*$/i;

interface Shape {
  rows: number;
  columns: number;
  entries: number;
  /** fields of one entry */
  fields: number;
  coordinate: boolean;
}

const fieldsOf = (line: string): string[] => line.trim().split(/\s+/);

/** Matrix Market: header, sizes, and entries that lie within them and are as many as they say. */
export function checkMatrixMarket(text: TextSample): readonly Problem[] {
  const found = findingsOf(text.name);
  const lines = text.complete ? withoutBlankEnd(text.lines) : text.lines;
  const header = HEADER.exec(lines[0] ?? '');
  if (header === null) {
    if (lines.length > 0 || text.complete) {
      found.line(1, `expected "%%MatrixMarket matrix coordinate …", found ${quoted(lines[0] ?? '')}`);
    }
    return found.problems;
  }
  const sizesAt = lines.findIndex((line) => !line.startsWith('%') && line.trim() !== '');
  if (sizesAt < 0) {
    if (text.complete) found.file('the line with the sizes is missing');
    return found.problems;
  }
  const shape = shapeOf(lines[sizesAt] ?? '', header, sizesAt + 1, found);
  if (shape !== undefined) checkEntries(text, lines, sizesAt + 1, shape, found);
  return found.problems;
}

function shapeOf(line: string, header: RegExpExecArray, number: number, found: Findings): Shape | undefined {
  const coordinate = header[1]?.toLowerCase() === 'coordinate';
  const kind = header[2]?.toLowerCase();
  const sizes = fieldsOf(line);
  if (sizes.length !== (coordinate ? 3 : 2) || sizes.some((size) => !/^\d+$/.test(size))) {
    found.line(number, `expected rows, columns${coordinate ? ' and entries' : ''}, found ${quoted(line)}`);
    return undefined;
  }
  const [rows = 0, columns = 0, entries = rows * columns] = sizes.map(Number);
  const values = kind === 'pattern' ? 0 : kind === 'complex' ? 2 : 1;
  return { rows, columns, entries, fields: coordinate ? 2 + values : values, coordinate };
}

function checkEntries(text: TextSample, lines: readonly string[], from: number, shape: Shape, found: Findings): void {
  let entries = 0;
  for (let index = from; index < lines.length && !found.full; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    entries++;
    const problem = entryProblem(fieldsOf(line), shape);
    if (problem !== undefined) found.line(index + 1, problem);
  }
  // The values of a symmetric array are fewer than rows times columns.
  if (text.complete && shape.coordinate && !found.full && entries !== shape.entries) {
    found.file(`the sizes say ${shape.entries} entries, the file has ${entries}`);
  }
  const last = withoutBlankEnd(text.lastLines).at(-1);
  if (last !== undefined && fieldsOf(last).length !== shape.fields) {
    found.file(`the last line has ${fieldsOf(last).length} of ${shape.fields} fields; the file is cut off`);
  }
}

function entryProblem(
  fields: readonly string[],
  { rows, columns, fields: wanted, coordinate }: Shape,
): string | undefined {
  if (fields.length !== wanted) return `expected ${wanted} fields in an entry, found ${fields.length}`;
  if (!coordinate) return undefined;
  const [row, column] = [Number(fields[0]), Number(fields[1])];
  if (!Number.isInteger(row) || row < 1 || row > rows) return `row ${fields[0]} is not within 1 to ${rows}`;
  if (!Number.isInteger(column) || column < 1 || column > columns) {
    return `column ${fields[1]} is not within 1 to ${columns}`;
  }
  return fields.slice(2).some((value) => Number.isNaN(Number(value)))
    ? `the value ${fields[2]} is no number`
    : undefined;
}
