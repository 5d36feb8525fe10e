import { type Findings, findingsOf, type Problem, quoted } from '../findings.ts';
import { type TextSample, withoutBlankEnd } from '../lines.ts';

/** The fixed columns of VCF 4 (specification, section 1.5). */
const COLUMNS = ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO'] as const;
const BASES = /^[ACGTNRYSWKMBDHV]+$/i;
/** bases with `*`, a symbolic allele, or a breakend; `.` stands for none */
const ALLELE = /^(?:[ACGTNRYSWKMBDHV.*]+|<[^<>\s]+>|[^\s[\]]*[[\]][^\s]*)$/i;
const QUALITY = /^(?:\.|[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]?inf(?:inity)?|nan)$/i;

export function checkVcf(text: TextSample): readonly Problem[] {
  const found = findingsOf(text.name);
  const lines = text.complete ? withoutBlankEnd(text.lines) : text.lines;
  const first = lines[0] ?? '';
  if (lines.length > 0 && !/^##fileformat=VCFv4\.\d+$/.test(first)) {
    found.line(1, `expected "##fileformat=VCFv4.x", found ${quoted(first)}`);
  }
  const headerAt = lines.findIndex((line) => !line.startsWith('##'));
  if (headerAt < 0) {
    if (text.complete) found.file('there is no header line that begins with "#CHROM"');
    return found.problems;
  }
  const columns = checkHeader(lines[headerAt] ?? '', headerAt + 1, found);
  if (columns === undefined) return found.problems;
  for (let index = headerAt + 1; index < lines.length && !found.full; index++) {
    checkRecord(lines[index] ?? '', index + 1, columns, found);
  }
  const last = withoutBlankEnd(text.lastLines).at(-1);
  if (last !== undefined && !last.startsWith('#') && last.split('\t').length !== columns) {
    found.file(`the last line has ${last.split('\t').length} of ${columns} columns; the file is cut off`);
  }
  return found.problems;
}

/** The number of columns; undefined where the line is no header. */
function checkHeader(line: string, number: number, found: Findings): number | undefined {
  const columns = line.split('\t');
  const wrong = COLUMNS.findIndex((name, index) => columns[index] !== name);
  if (wrong >= 0) {
    const seen = columns[wrong] === undefined ? 'nothing' : quoted(columns[wrong]);
    found.line(number, `expected ${COLUMNS[wrong]} in column ${wrong + 1} of the header (tabs between), found ${seen}`);
    return undefined;
  }
  if (columns.length > 8 && columns[8] !== 'FORMAT') {
    found.line(number, `expected FORMAT in column 9 of the header, found ${quoted(columns[8] ?? '')}`);
  }
  const samples = columns.slice(9);
  const twice = samples.find((sample, index) => samples.indexOf(sample) !== index);
  if (twice !== undefined) found.line(number, `the sample ${quoted(twice)} is named twice`);
  return columns.length;
}

function checkRecord(line: string, number: number, columns: number, found: Findings): void {
  const fields = line.split('\t');
  if (fields.length !== columns) {
    found.line(number, `expected ${columns} columns as in the header, found ${fields.length}`);
    return;
  }
  const [chromosome = '', position = '', , reference = '', alternatives = '', quality = '', filter, info = ''] = fields;
  if (chromosome === '' || /\s/.test(chromosome)) found.line(number, `CHROM is ${quoted(chromosome)}`);
  if (!/^\d+$/.test(position)) found.line(number, `POS must be a whole number, found ${quoted(position)}`);
  if (!BASES.test(reference)) found.line(number, `REF must be bases, found ${quoted(reference)}`);
  if (!alternatives.split(',').every((allele) => ALLELE.test(allele))) {
    found.line(number, `ALT must be alleles with commas between, found ${quoted(alternatives)}`);
  }
  if (!QUALITY.test(quality)) found.line(number, `QUAL must be a number or ".", found ${quoted(quality)}`);
  if (filter === '') found.line(number, 'FILTER is empty; write "PASS" or "."');
  if (info === '' || info.includes(' '))
    found.line(number, `INFO must be "." or without blanks, found ${quoted(info)}`);
}
