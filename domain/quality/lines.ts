import type { Sample } from './sample.ts';

/** The lines of a text file, as far as the sample goes. */
export interface TextSample {
  name: string;
  /** from the beginning; a line that the sample cuts is left out */
  lines: readonly string[];
  /** the lines are all there are */
  complete: boolean;
  /** whole lines at the end of the file; empty where they cannot be known (compressed, or the lines are complete) */
  lastLines: readonly string[];
}

const decoder = new TextDecoder();

/** Splits at LF and takes a CR before it away: both line ends are usual in tables and legal in VCF. */
function split(text: string): string[] {
  const lines = text.split('\n');
  return text.includes('\r') ? lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)) : lines;
}

export function textOf(sample: Sample): TextSample {
  const lines = split(decoder.decode(sample.content));
  // What follows the last line end is nothing, or the cut line of a sample.
  if (!sample.complete || lines.at(-1) === '') lines.pop();
  const { name, complete } = sample;
  return { name, lines, complete, lastLines: complete || sample.compressed ? [] : lastLines(sample.tail) };
}

function lastLines(tail: Uint8Array): string[] {
  const lines = split(decoder.decode(tail)).slice(1);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The lines without blank ones at the end. */
export function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return last === lines.length - 1 ? lines : lines.slice(0, last + 1);
}
