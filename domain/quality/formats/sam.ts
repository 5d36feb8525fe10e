import { findingsOf, type Problem } from '../findings.ts';
import type { TextSample } from '../lines.ts';

const MANDATORY_FIELDS = 11;
const NUMBER = /^-?\d+$/;

/** SAM: header lines with "@", then alignments with at least 11 fields (SAM specification, section 1). */
export function checkSam(text: TextSample): readonly Problem[] {
  const found = findingsOf(text.name);
  for (const [index, line] of text.lines.entries()) {
    if (found.full) break;
    if (/^@[A-Z][A-Z]\t/.test(line)) continue;
    const problem = alignmentProblem(line);
    if (problem !== undefined) found.line(index + 1, problem);
  }
  const last = text.lastLines.at(-1);
  if (last !== undefined && !last.startsWith('@') && last.split('\t').length < MANDATORY_FIELDS) {
    found.file('the last line is not a whole alignment; the file is cut off');
  }
  return found.problems;
}

function alignmentProblem(line: string): string | undefined {
  const fields = line.split('\t');
  if (fields.length < MANDATORY_FIELDS) {
    return `expected a header line with "@" or ${MANDATORY_FIELDS} fields of an alignment, found ${fields.length}`;
  }
  const [, flag = '', , position = '', , , , , , sequence = '', quality = ''] = fields;
  if (!NUMBER.test(flag)) return `the flag (field 2) is not a number: "${flag.slice(0, 20)}"`;
  if (!NUMBER.test(position)) return `the position (field 4) is not a number: "${position.slice(0, 20)}"`;
  if (sequence !== '*' && quality !== '*' && sequence.length !== quality.length) {
    return `the quality has ${quality.length} characters, its sequence ${sequence.length}`;
  }
  return undefined;
}
