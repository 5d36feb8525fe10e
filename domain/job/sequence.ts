const SHORTEST = 30;
const LONGEST = 1500;
/** A protein with more of these letters is a nucleotide sequence. */
const NUCLEOTIDES = /[ATCGUN]/gi;
const MOST_NUCLEOTIDES = 0.95;
const RESIDUES = /^[ACDEFGHIKLMNPQRSTVWYX-]*$/i;

/** One protein sequence with or without a FASTA header, or an alignment of several that all have the same length. */
export function isSequence(text: string): boolean {
  const headers = text.split('>').length - 1;
  if (headers <= 1) return isProtein(joined(text.split(/\r\n|\r|\n/).filter((line) => !/^[>;]/.test(line))));
  const sequences = recordsOf(text);
  return sequences.every((sequence) => sequence.length === sequences[0]?.length && isProtein(sequence));
}

const joined = (lines: readonly string[]): string => lines.map((line) => line.trim()).join('');

/** The sequences of a FASTA text, each without its header and its line breaks. */
function recordsOf(text: string): string[] {
  return text
    .split(/^>/m)
    .slice(1)
    .map((record) => joined(record.split(/\r\n|\r|\n/).slice(1)));
}

function isProtein(sequence: string): boolean {
  if (sequence.length < SHORTEST || sequence.length > LONGEST || !RESIDUES.test(sequence)) return false;
  return (sequence.match(NUCLEOTIDES)?.length ?? 0) / sequence.length < MOST_NUCLEOTIDES;
}
