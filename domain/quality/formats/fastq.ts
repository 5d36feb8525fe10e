import { type Findings, findingsOf, type Problem, quoted } from '../findings.ts';
import { type TextSample, withoutBlankEnd } from '../lines.ts';

/** IUPAC nucleotide codes, with the gap and unknown signs that sequencers write. */
const NO_NUCLEOTIDE = /[^ACGTUNRYSWKMBDHV.*-]/i;
/** Phred scores are written as the characters 33 to 126. */
const QUALITY = /^[!-~]*$/;

/** FASTQ in records of four lines, as every sequencer writes it. */
export function checkFastq(text: TextSample): readonly Problem[] {
  const found = findingsOf(text.name);
  const lines = text.complete ? withoutExtraLines(text.lines) : text.lines;
  const whole = lines.length - (lines.length % 4);
  for (let index = 0; index < whole && !found.full; index += 4) {
    if (!checkRecord(lines, index, found)) return found.problems;
  }
  if (text.complete && whole < lines.length) {
    if (startsRight(lines, whole, found)) {
      const read = lines.length - whole;
      found.line(lines.length, `the file ends after ${read} of the 4 lines of its last record; it is cut off`);
    }
  }
  checkEnd(text.lastLines, found);
  return found.problems;
}

function startsRight(lines: readonly string[], index: number, found: Findings): boolean {
  const header = lines[index] ?? '';
  if (header.startsWith('@') && header.trim().length > 1) return true;
  found.line(index + 1, `expected a record that begins with "@" and a name, found ${quoted(header)}`);
  return false;
}

/** False where the following lines cannot be trusted to begin a record. */
function checkRecord(lines: readonly string[], index: number, found: Findings): boolean {
  if (!startsRight(lines, index, found)) return false;
  const [header = '', sequence = '', plus = '', quality = ''] = lines.slice(index, index + 4);
  if (!plus.startsWith('+')) {
    found.line(index + 3, `expected "+" after the sequence, found ${quoted(plus)}`);
    return false;
  }
  if (plus.length > 1 && plus.slice(1) !== header.slice(1)) {
    found.line(index + 3, `the name after "+" is ${quoted(plus.slice(1))}; the record is ${quoted(header.slice(1))}`);
  }
  const [wrong] = NO_NUCLEOTIDE.exec(sequence) ?? [];
  if (wrong !== undefined) {
    found.line(index + 2, `the sequence contains ${quoted(wrong)}, which is no nucleotide code`);
  }
  if (!QUALITY.test(quality)) {
    found.line(index + 4, 'the quality contains a character outside "!" to "~" (Phred scores 0 to 93)');
  }
  if (quality.length !== sequence.length) {
    found.line(index + 4, `the quality has ${quality.length} characters, its sequence ${sequence.length}`);
  }
  return true;
}

/** Blank lines at the end are none, but a read that was trimmed to nothing has a blank quality. */
function withoutExtraLines(lines: readonly string[]): readonly string[] {
  const end = withoutBlankEnd(lines).length;
  return lines.slice(0, Math.ceil(end / 4) * 4);
}

/** The last four lines are a record, or the file is cut off: no shifted four lines can look like one. */
function checkEnd(lastLines: readonly string[], found: Findings): void {
  const end = withoutBlankEnd(lastLines);
  // Nothing can be said of reads that are longer than the sample.
  if (end.length < 4 || isRecord(end.slice(-4))) return;
  if (end.length < lastLines.length && isRecord([...end.slice(-3), ''])) return;
  found.file('the file does not end with a whole record of 4 lines; it is cut off');
}

function isRecord([header = '', sequence = '', plus = '', quality = '']: readonly string[]): boolean {
  return header.startsWith('@') && plus.startsWith('+') && sequence.length === quality.length;
}
