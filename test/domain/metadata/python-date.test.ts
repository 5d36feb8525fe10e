import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDateFormat, type DateFormat, FormatRefusal } from '../../../domain/metadata/python-date.ts';
import { dateFormat, isoText, mutation, usualFormat } from './python/arbitraries.ts';
import cases from './python/cases.json' with { type: 'json' };
import { AGAINST, askPython, PYTHON } from './python/oracle.ts';

const compiled = new Map<string, DateFormat | undefined>();

/** Undefined where the format is refused. */
function formatOf(format: string): DateFormat | undefined {
  if (compiled.has(format)) return compiled.get(format);
  try {
    compiled.set(format, compileDateFormat(format));
  } catch (error) {
    if (!(error instanceof FormatRefusal)) throw error;
    compiled.set(format, undefined);
  }
  return compiled.get(format);
}

const read = (format: string, text: string): string | null => formatOf(format)?.toIso(text) ?? null;

function mutate(text: string, { at, how, character }: { at: number; how: string; character: string }): string {
  const characters = Array.from(text);
  const index = at % (characters.length + 1);
  if (how === 'insert') characters.splice(index, 0, character);
  if (how === 'replace') characters.splice(index, 1, character);
  if (how === 'drop') characters.splice(index, 1);
  return characters.join('');
}

/** On glibc Python writes the year 999 as `999`, though it documents and reads `0999`. */
const fourDigits = (iso: string): boolean => Number(iso.slice(0, 4)) > 1000;

describe('dates as Python has them', () => {
  it('reads as Python did when the cases were recorded', () => {
    const answers = cases.dates.map(([format, text]) => [format, text, read(format ?? '', text ?? '')]);
    expect(answers).toEqual(cases.dates);
  });

  it('writes as Python did when the cases were recorded', () => {
    const answers = cases.prints.map(([format = '', iso = '']) => [
      format,
      iso,
      compileDateFormat(format).fromIso(iso),
    ]);
    expect(answers).toEqual(cases.prints);
  });

  it.runIf(PYTHON)(`writes and reads as Python does, for random formats and times (${AGAINST})`, () => {
    const questions = fc.sample(fc.tuple(fc.oneof(usualFormat, dateFormat), isoText), 3000);
    const printed = askPython<'prints', string>('prints', questions);
    const changes = fc.sample(mutation, questions.length);
    const texts = questions.map(
      ([format], index) => [format, mutate(printed[index] ?? '', changes[index] ?? fail())] as const,
    );
    const answers = askPython<'dates', string | null>('dates', texts);
    const wrong = texts.filter(([format, text], index) => read(format, text) !== answers[index]);
    expect(wrong).toEqual([]);
    expect(answers.filter((answer) => answer !== null).length).toBeGreaterThan(500);

    const misprinted = questions.filter(([format, iso], index) => {
      const ours = formatOf(format)?.fromIso(iso);
      return ours !== undefined && fourDigits(iso) && ours !== printed[index];
    });
    expect(misprinted).toEqual([]);
  });

  it('writes years with four digits', () => {
    expect(compileDateFormat('%c').fromIso('0999-07-01T00:00:00')).toBe('Mon Jul  1 00:00:00 0999');
  });

  it.each([
    ['%Y-%q', '"%q" is no directive'],
    ['100 %', 'lone "%"'],
    ['%Y %c', '"%Y" stands in the format twice'],
    ['%G', '"%G" needs the week'],
    ['%G %V %a %j', '"%j" does not go with "%G"'],
    ['%Y %V %a', '"%V" needs the year "%G"'],
  ])('refuses the format %s, which no text satisfies', (format, message) => {
    expect(() => compileDateFormat(format)).toThrow(FormatRefusal);
    expect(() => compileDateFormat(format)).toThrow(message);
  });

  it('reads nothing that is longer than any date', () => {
    expect(compileDateFormat('%Y %m').toIso(`2021${' '.repeat(5000)}3`)).toBeUndefined();
  });

  it('gives no text for what is not a stored date', () => {
    expect(compileDateFormat('%Y').fromIso('2021')).toBeUndefined();
    expect(compileDateFormat('%Y').fromIso('2021-02-30T00:00:00')).toBeUndefined();
  });
});

function fail(): never {
  throw new Error('There are as many changes as texts.');
}
