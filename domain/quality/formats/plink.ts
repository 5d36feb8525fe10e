import { findingsOf, type Problem, quoted } from '../findings.ts';
import { type TextSample, withoutBlankEnd } from '../lines.ts';
import type { Sample } from '../sample.ts';

/** PLINK 1 bed: after the magic, 1 for SNP-major (what every tool reads) or 0 for the long abandoned other order. */
export function checkPlinkBed({ name, head }: Sample): readonly Problem[] {
  const found = findingsOf(name);
  if (head[2] === 0) found.file('the genotypes are in individual-major order; expected SNP-major (plink --make-bed)');
  return found.problems;
}

const BIM = ['chromosome', 'variant', 'position in morgans', 'base-pair coordinate', 'allele 1', 'allele 2'] as const;
const FAM = ['family', 'individual', 'father', 'mother', 'sex', 'phenotype'] as const;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

function checkColumns(text: TextSample, names: readonly string[], numeric: readonly number[]): readonly Problem[] {
  const found = findingsOf(text.name);
  const lines = text.complete ? withoutBlankEnd(text.lines) : text.lines;
  for (let index = 0; index < lines.length && !found.full; index++) {
    const fields = (lines[index] ?? '').trim().split(/\s+/);
    if (fields.length !== names.length) {
      found.line(index + 1, `expected ${names.length} columns (${names.join(', ')}), found ${fields.length}`);
      continue;
    }
    const wrong = numeric.find((column) => !NUMBER.test(fields[column] ?? ''));
    if (wrong !== undefined) {
      found.line(index + 1, `the ${names[wrong]} must be a number, found ${quoted(fields[wrong] ?? '')}`);
    }
  }
  const last = withoutBlankEnd(text.lastLines).at(-1)?.trim().split(/\s+/).length ?? names.length;
  if (last !== names.length) found.file(`the last line has ${last} of ${names.length} columns; the file is cut off`);
  return found.problems;
}

export const checkBim = (text: TextSample): readonly Problem[] => checkColumns(text, BIM, [2, 3]);
export const checkFam = (text: TextSample): readonly Problem[] => checkColumns(text, FAM, [4]);
