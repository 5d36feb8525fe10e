import { RE2JS } from 're2js';
import type { CompiledPattern, CompilePattern } from '../../domain/manifest/pattern.ts';
import { PatternRefusal, translatePattern, withNeighbours } from '../../domain/metadata/python-pattern.ts';

/** Instructions of a compiled pattern: `.{0,1000}` has 2,002. */
const PROGRAM_LIMIT = 3000;

/** A site has some dozens of patterns, and asks them with every request; each takes a millisecond to compile. */
const KEPT = 200;
const kept = new Map<string, CompiledPattern>();

/**
 * Compiles a regular expression in Python's syntax; `test` is `re.fullmatch`. It runs in time linear in the value.
 * @throws PatternRefusal whose message says what is wrong with the pattern
 */
export const compilePythonPattern: CompilePattern = (pattern) => {
  const compiled = kept.get(pattern) ?? compile(pattern);
  if (kept.size >= KEPT) kept.clear();
  kept.set(pattern, compiled);
  return compiled;
};

function compile(pattern: string): CompiledPattern {
  const { source, neighbours } = translatePattern(pattern);
  const program = compileRe2(source);
  const size = program.programSize();
  if (size > PROGRAM_LIMIT) {
    throw new PatternRefusal(
      `It compiles to ${size} steps, ${PROGRAM_LIMIT} are allowed; use smaller numbers of repetitions.`,
    );
  }
  return { size, test: (value) => program.testExact(neighbours ? withNeighbours(value) : value) };
}

/** What RE2 still refuses of a translated pattern is its size: repetitions of repetitions. */
function compileRe2(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (cause) {
    const reason = cause instanceof Error && /nest/.test(cause.message) ? 'It is nested too deeply' : 'It is too large';
    throw new PatternRefusal(`${reason}; nest fewer repetitions, or use smaller numbers in them.`, { cause });
  }
}
