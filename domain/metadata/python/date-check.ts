import { FormatRefusal } from './date-format.ts';

/**
 * Refuses formats that no text can ever satisfy.
 * @param directives in their order, compound ones taken apart
 * @throws FormatRefusal
 */
export function refuseImpossible(directives: readonly string[]): void {
  const has = (...letters: string[]): boolean => letters.some((letter) => directives.includes(letter));
  const twice = directives.find((letter, index) => directives.indexOf(letter) !== index);
  if (twice !== undefined) {
    throw new FormatRefusal(`"%${twice}" stands in the format twice (%c, %x and %X consist of other directives).`);
  }
  const isoYear = has('G') && !has('y', 'Y');
  if (isoYear && !(has('V') && has('a', 'A', 'w', 'u'))) {
    throw new FormatRefusal('"%G" needs the week "%V" and a weekday: "%A", "%a", "%u" or "%w".');
  }
  if (isoYear && has('j')) throw new FormatRefusal('"%j" does not go with "%G"; use "%Y".');
  if (!isoYear && has('V') && !has('U', 'W')) {
    throw new FormatRefusal('"%V" needs the year "%G" and a weekday, and does not go with "%Y" or "%y".');
  }
}
