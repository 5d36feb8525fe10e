import { refuseImpossible } from './python/date-check.ts';
import { readFormat, readingExpression, simpleParts } from './python/date-format.ts';
import { printIso, readIso } from './python/date-time.ts';
import { printDate } from './python/print-date.ts';
import { readDate } from './python/read-date.ts';

export { FormatRefusal } from './python/date-format.ts';

/** A format of Python's `datetime`, in the C locale. */
export interface DateFormat {
  /**
   * `datetime.strptime(text, format).isoformat()`: `2021-03-04T00:00:00`, with a fraction where there is one and an
   * offset where `%z` gave one. What the format does not say is 1900-01-01T00:00:00. Undefined where Python fails.
   */
  toIso(text: string): string | undefined;
  /** `datetime.fromisoformat(iso).strftime(format)`; undefined for what `toIso` cannot have written */
  fromIso(iso: string): string | undefined;
}

/** No text that is a date is longer; some thousand blanks would keep the expression busy. */
const LONGEST_TEXT = 1000;

/** @throws FormatRefusal whose message says what is wrong: an unknown directive, or one that can never be satisfied */
export function compileDateFormat(format: string): DateFormat {
  const parts = readFormat(format);
  const simple = simpleParts(parts);
  const directives = simple.filter(({ kind }) => kind === 'directive').map(({ text }) => text);
  refuseImpossible(directives);
  const expression = readingExpression(simple);
  const toIso = (text: string): string | undefined => {
    if (text.length > LONGEST_TEXT + format.length) return undefined;
    expression.lastIndex = 0;
    const found = expression.exec(text);
    if (found === null || found[0].length !== text.length) return undefined;
    const time = readDate(Object.fromEntries(directives.map((letter) => [letter, found.groups?.[letter]])));
    return time === undefined ? undefined : printIso(time);
  };
  const fromIso = (iso: string): string | undefined => {
    const time = readIso(iso);
    return time === undefined ? undefined : printDate(time, parts);
  };
  return { toIso, fromIso };
}
