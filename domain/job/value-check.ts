import rNames from './words/r-names.json' with { type: 'json' };
import unixCommands from './words/unix-commands.json' with { type: 'json' };

/** Python 3's, without `in`. */
const PYTHON_WORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);
const R_NAMES = new Set(rNames.words.split(' '));
const UNIX_COMMANDS = new Set(unixCommands.words.split(' '));

/** ASCII punctuation without the dot, whitespace and control characters */
const PUNCTUATION = /[!-\-/:-@[-`{-~\s\p{Cc}]/gu;

/** Not what a published example of clients sends for a boolean. */
const PYTHON_BOOLEANS = new Set(['True', 'False']);

/**
 * Why a parameter's value is refused, in the words that clients know. A value is compared as a whole and with regard to
 * case; an empty one passes. No value ever reaches a shell, so these rules protect programs that are less careful.
 */
export function valueFault(value: string, isBoolean: boolean): string | undefined {
  const found = [...new Set(value.match(PUNCTUATION))];
  if (found.length > 0) return `Incoming data can not contain punctuation: ${found.join('')}`;
  if (PYTHON_WORDS.has(value) && !(isBoolean && PYTHON_BOOLEANS.has(value))) {
    return `Incoming data can not contain python keyords: ${value}`;
  }
  if (R_NAMES.has(value)) return `Incoming data can not contain R keywords: ${value}`;
  if (UNIX_COMMANDS.has(value)) return `Incoming data can not contain unix commands: ${value}`;
  return undefined;
}
