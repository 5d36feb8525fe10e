/** One fault of a file's content. The message names the file, the line and what was expected. */
export interface Problem {
  message: string;
  /** 1-based, of the decompressed text */
  line?: number;
}

/** Further faults of one file are rarely new information; the first ten are. */
export const MOST_PROBLEMS = 10;

/** Collects the faults of one file, up to the limit. */
export interface Findings {
  readonly problems: readonly Problem[];
  readonly full: boolean;
  /** a fault of the whole file */
  file(message: string): void;
  /** a fault in one line, 1-based */
  line(line: number, message: string): void;
}

export function findingsOf(name: string): Findings {
  const problems: Problem[] = [];
  const add = (problem: Problem) => {
    if (problems.length < MOST_PROBLEMS) problems.push(problem);
  };
  return {
    problems,
    get full() {
      return problems.length >= MOST_PROBLEMS;
    },
    file: (message) => add({ message: `${name}: ${message}` }),
    line: (line, message) => add({ message: `${name}, line ${line}: ${message}`, line }),
  };
}

/** A piece of a file for a message: quoted, without control characters, at most 40 characters. */
export function quoted(text: string): string {
  const printable = text.replace(/\p{Cc}/gu, '\uFFFD');
  return printable.length > 40 ? `"${printable.slice(0, 40)}…"` : `"${printable}"`;
}
