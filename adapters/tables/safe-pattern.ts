import { RE2JS } from 're2js';
import type { CompilePattern } from '../../domain/manifest/pattern.ts';

/** Instructions of a compiled pattern; `[A-Za-z0-9_-]{8,64}` has about 70. */
const PROGRAM_LIMIT = 300;

/** Compiles a pattern with RE2, which runs in linear time and knows neither look-around nor back-references. */
export const compilePattern: CompilePattern = (source) => {
  const pattern = RE2JS.compile(source);
  const size = pattern.programSize();
  if (size > PROGRAM_LIMIT) {
    throw new Error(`it compiles to ${size} steps, ${PROGRAM_LIMIT} are allowed; shorten its repetitions.`);
  }
  return { size, test: (value) => pattern.testExact(value) };
};
