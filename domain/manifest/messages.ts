import * as z from 'zod/mini';

/**
 * What each rule says. Placeholders in braces: {file} {row} {column} {value} {terms} {expected} {actual} {limit}
 * {first} {other} {values} {min} {max} {columns}. A profile may reword any of them, for itself or for one column.
 */
export const DEFAULT_MESSAGES = {
  header: 'The header row is not the one of a known manifest profile.',
  order: 'The header row has the right columns in the wrong order.',
  rowLimit: 'The manifest has more than {limit} rows; split it into several.',
  empty: 'The manifest has a header row but no file rows.',
  width: 'Row {row} has {actual} cells; the header has {expected}.',
  formula: "Row {row}, column '{column}': the cell holds a formula. Paste it as a value and save again.",
  error: "Row {row}, column '{column}': the cell shows the spreadsheet error {value}.",
  required: "Row {row}, column '{column}': a value is missing.",
  vocabulary: "Row {row}, column '{column}': '{value}' is not a valid term. Valid terms: {terms}.",
  pattern: "Row {row}, column '{column}': '{value}' does not have the form that this column asks for.",
  length: "Row {row}, column '{column}': the value has {actual} characters; {min} to {max} are allowed.",
  fileName: "Row {row}, column '{column}': '{value}' cannot be a file name: {reason}.",
  checksumLength: "Row {row}, column '{column}': a checksum of this kind has {expected} characters, not {actual}.",
  checksum: "Row {row}, column '{column}': the checksum holds characters other than 0-9 and a-f.",
  policy: "Row {row}, column '{column}': '{value}' is not an access level. Access levels: {terms}.",
  mixedAccess:
    "Row {row}, column '{column}': '{value}' asks for another policy than '{first}' above; one manifest has one.",
  unique: "Row {row}, column '{column}': '{value}' is already in row {first}.",
  single: "Row {row}, column '{column}': '{value}' differs from '{first}' above; one manifest holds one value here.",
  constant: "Row {row}, column '{column}': '{value}' must be '{expected}'.",
  noPath: "Row {row}, column '{column}': '{value}' contains a directory; give the name alone.",
  noLineBreak: "Row {row}, column '{column}': the cell contains a line break.",
  notRepeated: "Row {row}: the value of column '{column}' appears again in column '{other}'.",
  prefix: "Row {row}, column '{column}': '{value}' does not begin as this column asks for.",
  requiredWhen: "Row {row}, column '{column}': a value is missing; rows of this kind need one.",
  emptyWhen: "Row {row}, column '{column}': the cell must be empty in rows of this kind.",
  allOrNone: "Row {row}, column '{column}': a value is missing; {columns} are filled in together or not at all.",
  hasRow: "Row {row}, column '{column}': '{value}' has no row of its own.",
} as const;

export type RuleName = keyof typeof DEFAULT_MESSAGES;
const RULE_NAMES = Object.keys(DEFAULT_MESSAGES) as [RuleName, ...RuleName[]];

/** Messages of a profile or a column that replace the ones above, by rule. */
export const messagesSchema = z.partialRecord(z.enum(RULE_NAMES), z.string().check(z.minLength(1), z.maxLength(500)));
export type Messages = z.infer<typeof messagesSchema>;

export type Placeholders = Readonly<Record<string, string | number | undefined>>;

/** Puts values into the placeholders of a message; unknown placeholders stay as they are. */
export function fill(template: string, values: Placeholders): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

/** Terms named in one message: more would bury it, and the vocabulary can be read whole. */
const TERMS_IN_MESSAGE = 60;

/** `a;b;c`, the first 60 terms and how many more there are. */
export function listTerms(terms: readonly string[]): string {
  const shown = terms.slice(0, TERMS_IN_MESSAGE).join(';');
  return terms.length <= TERMS_IN_MESSAGE ? shown : `${shown};… and ${terms.length - TERMS_IN_MESSAGE} more`;
}

/** 25000 -> `25,000`. */
export const thousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
