import { type Findings, findingsOf, type Problem, quoted } from '../findings.ts';
import { type TextSample, withoutBlankEnd } from '../lines.ts';

/** Nucleotide and amino acid codes, gaps and stops; digits and other signs are none. */
const NO_RESIDUE = /[^A-Za-z*.-]/;

/** FASTA: each record a line with ">" and a name, then at least one line of sequence. */
export function checkFasta(text: TextSample): readonly Problem[] {
  const found = findingsOf(text.name);
  const lines = text.complete ? withoutBlankEnd(text.lines) : text.lines;
  let bare: number | undefined;
  for (let index = 0; index < lines.length && !found.full; index++) {
    const line = lines[index] ?? '';
    if (line.startsWith('>')) {
      if (bare !== undefined) found.line(bare, 'the record has no sequence');
      if (line.trim() === '>') found.line(index + 1, 'expected a name after ">"');
      bare = index + 1;
    } else if (index === 0) {
      found.line(1, `expected a record that begins with ">", found ${quoted(line)}`);
      return found.problems;
    } else if (line.trim() !== '') {
      checkSequence(line, index + 1, found);
      bare = undefined;
    }
  }
  const cut = text.complete ? bare !== undefined : text.lastLines.at(-1)?.startsWith('>') === true;
  if (cut) found.file('the file ends with a record that has no sequence; it is cut off');
  return found.problems;
}

function checkSequence(line: string, number: number, found: Findings): void {
  const [wrong] = NO_RESIDUE.exec(line.trimEnd()) ?? [];
  if (wrong === undefined) return;
  found.line(number, `the sequence contains ${quoted(wrong)}, which is no residue code`);
}
