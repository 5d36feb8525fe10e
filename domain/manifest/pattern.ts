/** A regular expression that must match a whole value, in time linear in the value's length. */
export interface CompiledPattern {
  /** steps that one character may take at most: the size of the compiled program */
  size: number;
  test(value: string): boolean;
}

/**
 * Compiles a pattern of a profile. Profiles come from people, so the compiler must refuse what it cannot run in
 * linear time (look-around, back-references).
 * @throws Error whose message says what is wrong with the pattern
 */
export type CompilePattern = (pattern: string) => CompiledPattern;

/** Values of a column with a pattern have no more characters, which bounds the work of one test. */
export const PATTERN_VALUE_LIMIT = 256;

/**
 * Work (program size times characters) that the patterns of one manifest may take together. 25,000 rows with four
 * patterned columns such as `[A-Za-z0-9_-]{8,64}` take a quarter of it; the worst pattern measured takes 50 ns per
 * unit, so that no profile can hold a check for more than ten seconds.
 */
export const PATTERN_WORK_LIMIT = 200_000_000;
