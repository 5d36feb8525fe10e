import { type CompiledTable, STRUCTURE } from './compiled-table.ts';
import type { TableRunState } from './table-run.ts';
import type { Rule, TableError } from './tally.ts';

/** How often a rule applied, and how often it was broken. */
export interface RuleOutcome extends Rule {
  checked: number;
  failed: number;
}

/** What a check found; JSON. */
export interface CheckOutcome {
  check: string;
  kind: 'table' | 'fileType';
  /** the input's `dataStorePath`, and the name of its file */
  input: string;
  file: string;
  /** how a table was read */
  table?: TableFacts;
  rules: RuleOutcome[];
  errors: TableError[];
  /** runs of keys, by the id of the key: foreign keys are looked up in them when every table has been read */
  keys: { id: string; runs: string[]; foreignRule: number }[];
  /** bytes of the cleaned table */
  cleaned?: number;
}

export interface TableFacts {
  rows: number;
  blankRows: number;
  columns: readonly string[];
  /** text files */
  encoding?: string;
  delimiter?: string;
  /** workbooks */
  sheet?: string;
}

/** How often each rule applied: what was missing or not of its type was not asked for more. */
export function ruleOutcomes(table: CompiledTable, state: TableRunState): RuleOutcome[] {
  const { failed } = state.tally;
  const checked = new Map<number, number>([
    [STRUCTURE.file, 1],
    [STRUCTURE.encoding, state.rows],
    [STRUCTURE.header, Math.max(table.header.names.length, table.check.schema.fields.length)],
    [STRUCTURE.width, state.rows],
    [STRUCTURE.quotes, state.rows],
    [STRUCTURE.cells, state.rows],
  ]);
  for (const [at, column] of table.columns.entries()) {
    const present = state.whole - (state.missing[at] ?? 0) - (state.spoiled[at] ?? 0);
    checked.set(column.typeRule, present);
    checked.set(column.requiredRule, state.whole);
    for (const { rule } of column.constraints) checked.set(rule, present - (failed[column.typeRule] ?? 0));
  }
  for (const [at, key] of table.keys.entries()) {
    checked.set(key.uniqueRule, state.keyed[at] ?? 0);
    checked.set(key.foreignRule, state.keyed[at] ?? 0);
  }
  for (const [at, { rule }] of table.rowRules.entries()) checked.set(rule, state.ruled[at] ?? 0);
  return table.rules.map((rule, index) => ({ ...rule, checked: checked.get(index) ?? 0, failed: failed[index] ?? 0 }));
}

/** A table that could not be read at all has this one rule. */
export const unreadable = (message: string, severity: Rule['severity']): Pick<CheckOutcome, 'rules' | 'errors'> => ({
  rules: [
    {
      name: 'file',
      kind: 'structure',
      says: 'The file can be read as a table to its end.',
      severity,
      checked: 1,
      failed: 1,
    },
  ],
  errors: [{ rule: 0, message }],
});

/** Share of what conforms, in per cent, to two places; never 100 where anything is wrong. Null: nothing was asked. */
export function conformance({ checked, failed }: Pick<RuleOutcome, 'checked' | 'failed'>): number | null {
  if (checked === 0) return null;
  const share = Math.max(0, 1 - failed / checked) * 100;
  return Math.floor(share * 100) / 100;
}

const sumOf = (rules: readonly RuleOutcome[], severity: Rule['severity']): number =>
  rules.filter((rule) => rule.severity === severity).reduce((sum, rule) => sum + rule.failed, 0);

export const errorCount = ({ rules }: Pick<CheckOutcome, 'rules'>): number => sumOf(rules, 'error');
export const warningCount = ({ rules }: Pick<CheckOutcome, 'rules'>): number => sumOf(rules, 'warning');

/** Listed errors in the order of the file. */
export const inOrder = (errors: readonly TableError[]): TableError[] =>
  errors.toSorted((left, right) => (left.row ?? 0) - (right.row ?? 0));

/** The sentence for the step's message; undefined where nothing is wrong. */
export function problemOf(outcome: CheckOutcome): string | undefined {
  const errors = errorCount(outcome);
  if (errors === 0) return undefined;
  const first = inOrder(outcome.errors).find(({ rule }) => outcome.rules[rule]?.severity === 'error');
  const amount = errors === 1 ? 'one error' : `${errors.toLocaleString('en-US')} errors, the first`;
  const where = first === undefined ? '' : located(first);
  return `Input '${outcome.input}' (${outcome.file}) does not pass the check '${outcome.check}': ${amount}${where}.`;
}

/** ` in row 3, column 'age': "x" must be of type integer` */
function located({ row, column, value, message }: TableError): string {
  const place = [
    row === undefined ? '' : `row ${row}`,
    column === undefined || column === '' ? '' : `column '${column}'`,
  ].filter((part) => part !== '');
  const said = value === undefined || value === '' ? message : `"${value}" ${message}`;
  const text = said.replace(/\.$/, '').slice(0, 400);
  return place.length === 0 ? `: ${text}` : ` in ${place.join(', ')}: ${text}`;
}
