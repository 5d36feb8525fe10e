import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePythonPattern } from '../../../adapters/python/compile-pattern.ts';
import { PatternRefusal } from '../../../domain/metadata/python-pattern.ts';
import { anyPattern, soundPattern, valueText } from '../../domain/metadata/python/arbitraries.ts';
import cases from '../../domain/metadata/python/cases.json' with { type: 'json' };
import { AGAINST, askPython, PYTHON } from '../../domain/metadata/python/oracle.ts';

/** True, false, or why the pattern is refused. */
function answer(pattern: string, value: string): boolean | string {
  try {
    return compilePythonPattern(pattern).test(value);
  } catch (error) {
    if (error instanceof PatternRefusal) return error.message;
    throw error;
  }
}

/** What Python takes and we do not, each with a message that says so. */
const OURS_ALONE =
  /not supported|linear time|cannot be named|can match a line break only|inside and outside|too large|are allowed/;

/** Python before 3.14 finds no `\B` in an empty text. */
const disputed = (pattern: string, value: string): boolean => value === '' && pattern.includes('\\B');

interface Difference {
  pattern: string;
  value: string;
  ours: boolean | string;
  python: boolean | null;
}

function differences(questions: readonly (readonly [string, string])[], answers: readonly (boolean | null)[]) {
  const found: Difference[] = [];
  for (const [index, [pattern, value]] of questions.entries()) {
    const python = answers[index] ?? null;
    const ours = answer(pattern, value);
    const agree = typeof ours === 'string' ? python === null || OURS_ALONE.test(ours) : ours === python;
    if (!agree && !disputed(pattern, value)) found.push({ pattern, value, ours, python });
  }
  return found;
}

describe('patterns as Python has them', () => {
  it('answers as Python did when the cases were recorded', () => {
    const questions = cases.patterns.map(([pattern, value]) => [String(pattern), String(value)] as const);
    const recorded = cases.patterns.map(([, , answered]) => answered as boolean | null);
    expect(differences(questions, recorded)).toEqual([]);
  });

  it.runIf(PYTHON)(`answers as Python does, for random patterns and values (${AGAINST})`, () => {
    const sound = fc.sample(fc.tuple(soundPattern, valueText), 1500);
    const answers = askPython<'patterns', boolean | null>('patterns', sound);
    expect(differences(sound, answers)).toEqual([]);
    // the comparison would say little if nearly nothing matched or nearly all were refused
    expect(answers.filter((one) => one === true).length).toBeGreaterThan(80);
    expect(answers.filter((one) => one === false).length).toBeGreaterThan(300);
  });

  it.runIf(PYTHON)(`refuses and takes what Python refuses and takes (${AGAINST})`, () => {
    const noise = fc.sample(fc.tuple(anyPattern, valueText), 1500);
    const answers = askPython<'patterns', boolean | null>('patterns', noise);
    expect(differences(noise, answers)).toEqual([]);
    expect(answers.filter((one) => one !== null).length).toBeGreaterThan(80);
  });

  it.each([
    ['(?=a)b', 'Look-ahead "(?="'],
    ['(?!a)b', 'Look-ahead "(?!"'],
    ['(?<=a)b', 'Look-behind "(?<="'],
    ['(?<!a)b', 'Look-behind "(?<!"'],
    ['(?>a)b', 'Atomic groups'],
    ['(a)(?(1)b|c)', 'Conditional groups'],
    ['(?P<n>a)(?P=n)', 'References to groups "(?P="'],
    [String.raw`(a)\1`, 'A reference to a group, such as "\\1"'],
    ['a++', 'Possessive quantifiers'],
    [String.raw`\N{DIGIT ONE}`, 'Characters cannot be named'],
    ['a{1001}', 'more than 1000'],
    ['(?:a{1,100}){1,100}', 'too large'],
    ['.{0,900}-.{0,900}', 'steps'],
    [String.raw`a$\s?`, 'a line break only'],
    [String.raw`\b(?a:\b)`, 'both inside and outside'],
    ['('.repeat(101), 'nested more than 100 deep'],
  ])('refuses %s and says why', (pattern, message) => {
    expect(answer(pattern, 'a')).toContain(message);
  });

  it('says where the fault is', () => {
    expect(answer('ab[c', 'a')).toBe('The set that opens with "[" is not closed (at character 3)');
  });

  it('takes no longer for patterns that send backtracking engines astray', () => {
    expect(answer('(?:a|aa|a*)*b', 'a'.repeat(20_000))).toBe(false);
  });
});
