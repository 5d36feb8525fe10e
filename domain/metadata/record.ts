import { type Issue, invalid } from '../errors.ts';
import type { RecordValues } from './metadataset.ts';
import { isRecordValue, pythonText } from './python-value.ts';
import type { FieldRule } from './rules.ts';

/**
 * Work (steps of the pattern times characters) that one value may cause: a quarter of a second in the worst case, and
 * 50,000 characters for a pattern of 100 steps.
 */
const PATTERN_WORK_LIMIT = 5_000_000;

/** Of all names and values, in UTF-8. A metadataset is one item of 400 KB, and services add to it. */
const RECORD_BYTES_LIMIT = 200_000;

const UNEXPECTED = 'The field was not expected.';
const NOT_A_DATE = 'The field could not be parsed as a valid date / time';

/**
 * Takes a record as it was handed in: numbers as `parseKeepingNumbers` leaves them.
 * @param rules of the submitters' metadata, or of one service's
 * @returns what is stored: a value or null for every rule, dates in ISO form
 * @throws DomainError `invalid` with all issues
 */
export function acceptRecord(handedIn: Readonly<Record<string, unknown>>, rules: readonly FieldRule[]): RecordValues {
  const { texts, issues } = examineRecord(handedIn, rules);
  if (issues.length > 0) throw invalid('The metadata are not valid.', { issues });
  return storedRecord(texts, rules);
}

export interface ExaminedRecord {
  /** what Python's `str()` makes of the values */
  texts: RecordValues;
  /** all of them: by the rules in their order, then fields that no rule knows, then values of other kinds */
  issues: Issue[];
}

export function examineRecord(
  handedIn: Readonly<Record<string, unknown>>,
  rules: readonly FieldRule[],
): ExaminedRecord {
  const { texts, issues } = readTexts(handedIn);
  const unread = new Set(issues.map(({ field }) => field));
  return { texts, issues: [...lintTexts(texts, rules).filter(({ field }) => !unread.has(field)), ...issues] };
}

function readTexts(handedIn: Readonly<Record<string, unknown>>): ExaminedRecord {
  const issues: Issue[] = [];
  let bytes = 0;
  const texts = Object.entries(handedIn).map(([field, value]) => {
    const text = isRecordValue(value) ? pythonText(value) : null;
    if (!isRecordValue(value)) issues.push({ field, message: 'A value is a text, a number, true, false or null.' });
    if (text?.isWellFormed() === false) issues.push({ field, message: 'The value is not Unicode text.' });
    bytes += utf8Length(field) + utf8Length(text ?? '');
    return [field, text] as const;
  });
  if (bytes > RECORD_BYTES_LIMIT) {
    issues.push({ message: `A record has at most ${RECORD_BYTES_LIMIT} bytes; this one has ${bytes}.` });
  }
  return { texts: Object.fromEntries(texts), issues };
}

const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

function lintTexts(texts: RecordValues, rules: readonly FieldRule[]): Issue[] {
  const known = new Set(rules.map(({ name }) => name));
  return [
    ...rules.flatMap((rule) => {
      const value = given(texts, rule);
      return value === undefined || value === null ? absenceIssues(rule, value) : valueIssues(rule, value);
    }),
    ...Object.keys(texts).flatMap((field) => (known.has(field) ? [] : [{ field, message: UNEXPECTED }])),
  ];
}

/**
 * What is wrong with a stored record, should rules have changed since it was handed in. Of dates only the ISO form
 * is left, so that their patterns, which speak of the text as handed in, are not asked again.
 */
export function lintStored(record: RecordValues, rules: readonly FieldRule[]): Issue[] {
  const known = new Set(rules.map(({ name }) => name));
  return [
    ...rules.flatMap((rule) => {
      const value = given(record, rule);
      if (value === undefined || value === null) return absenceIssues(rule, value);
      if (rule.date === undefined) return valueIssues(rule, value);
      return rule.date.fromIso(value) === undefined ? [{ field: rule.name, message: NOT_A_DATE }] : [];
    }),
    ...Object.entries(record).flatMap(([field, value]) =>
      value === null || known.has(field) ? [] : [{ field, message: UNEXPECTED }],
    ),
  ];
}

const given = (record: RecordValues, { name }: FieldRule): string | null | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function absenceIssues({ name, isMandatory }: FieldRule, value: null | undefined): Issue[] {
  if (!isMandatory) return [];
  const message =
    value === null ? 'Field value was null, but the field is mandatory' : 'Field was not specified but is mandatory';
  return [{ field: name, message }];
}

function valueIssues(rule: FieldRule, value: string): Issue[] {
  const messages = [patternFault(rule, value), rule.date?.toIso(value) === undefined && rule.date && NOT_A_DATE];
  return messages.flatMap((message) => (typeof message === 'string' ? [{ field: rule.name, message }] : []));
}

function patternFault({ pattern, regExp, regexDescription }: FieldRule, value: string): string | undefined {
  if (pattern === undefined) return undefined;
  const most = Math.floor(PATTERN_WORK_LIMIT / pattern.size);
  if (value.length > most) return `The value has more than the ${most} characters that its pattern can be checked for.`;
  return pattern.test(value) ? undefined : (regexDescription ?? `The value does not match the pattern ${regExp}`);
}

/** Values without issues as they are kept: one for every rule, null where nothing was given, dates in ISO form. */
export function storedRecord(texts: RecordValues, rules: readonly FieldRule[]): RecordValues {
  const stored = rules.map((rule) => {
    const value = given(texts, rule) ?? null;
    return [rule.name, value === null ? null : rule.date === undefined ? value : (rule.date.toIso(value) ?? null)];
  });
  return Object.fromEntries(stored);
}

/**
 * A stored record as it is read: dates in their own format, and null for rules that came after it. A value that is no
 * date, since its rule once was another one, is shown as it is.
 */
export function shownRecord(record: RecordValues, rules: readonly FieldRule[]): RecordValues {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const nothing = rules.map(({ name }) => [name, null] as const);
  const values = Object.entries(record).map(([name, value]) => {
    const date = byName.get(name)?.date;
    return [name, value === null || date === undefined ? value : (date.fromIso(value) ?? value)] as const;
  });
  return Object.fromEntries([...nothing, ...values]);
}

/** The fields whose values name files. */
export const fileFields = (rules: readonly FieldRule[]): string[] =>
  rules.filter(({ isFile }) => isFile).map(({ name }) => name);
