import { parsePattern } from './python/parse-pattern.ts';
import { printRe2, type Re2Source } from './python/re2-source.ts';

export { PatternRefusal } from './python/pattern-node.ts';
export { type Re2Source, withNeighbours } from './python/re2-source.ts';

/**
 * Translates a regular expression for text, as Python 3's `re.fullmatch` takes it, to RE2. What RE2 then says of a
 * whole value is what Python says: Unicode categories, case folding, flags and anchors included.
 *
 * Refused is what Python refuses, and what nobody can check in linear time: look-around, references to groups,
 * atomic groups, possessive quantifiers; also `\N{…}` and repetitions above 1,000.
 * @throws PatternRefusal whose message says what is wrong, where, and what to write instead
 */
export const translatePattern = (pattern: string): Re2Source => printRe2(parsePattern(pattern));
