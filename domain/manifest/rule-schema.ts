import * as z from 'zod/mini';
import { columnName } from './names.ts';

const columns = z.array(columnName).check(z.minLength(1), z.maxLength(50));
const value = z.string().check(z.minLength(1), z.maxLength(200));

/** Rows that a rule is about: every named column holds one of the values (case makes no difference). */
const when = z.optional(
  z
    .array(z.strictObject({ column: columnName, in: z.array(value).check(z.minLength(1), z.maxLength(100)) }))
    .check(z.maxLength(5)),
);

/** Manifests that a rule is about: those in which the column holds a value in some row, or in none. */
const provided = z.optional(z.strictObject({ column: columnName, is: z.enum(['used', 'empty']) }));

const shared = {
  when,
  provided,
  /** what to say instead of the rule's own message */
  message: z.optional(z.string().check(z.minLength(1), z.maxLength(500))),
  /** warnings are told, and the manifest stays valid */
  severity: z._default(z.enum(['error', 'warning']), 'error'),
};

/** What no single cell can show: rules within a row and across rows, as data. */
export const ruleSchema = z.discriminatedUnion('rule', [
  /** no two rows hold the same combination of values */
  z.strictObject({ rule: z.literal('unique'), columns, ...shared }),
  /** each of the columns holds one distinct value in the whole manifest */
  z.strictObject({ rule: z.literal('single'), columns, ...shared }),
  /** the column holds this value in every row */
  z.strictObject({ rule: z.literal('constant'), column: columnName, value, ...shared }),
  /** a name, not a path */
  z.strictObject({ rule: z.literal('noPath'), column: columnName, ...shared }),
  /** no cell of a row holds a line break */
  z.strictObject({ rule: z.literal('noLineBreak'), ...shared }),
  /** the value stands in no other column of the row */
  z.strictObject({ rule: z.literal('notRepeated'), column: columnName, ...shared }),
  /** the value begins with `value`; without one: something stands before its first dot */
  z.strictObject({ rule: z.literal('prefix'), column: columnName, value: z.optional(value), ...shared }),
  z.strictObject({ rule: z.literal('requiredWhen'), columns, ...shared }),
  z.strictObject({ rule: z.literal('emptyWhen'), columns, ...shared }),
  /** `row`: all cells or none in each row; `manifest`: each column is filled in every row or in none */
  z.strictObject({ rule: z.literal('allOrNone'), columns, across: z.enum(['row', 'manifest']), ...shared }),
  /** every value names a row of its own by the column `in` */
  z.strictObject({ rule: z.literal('hasRow'), columns, in: columnName, ...shared }),
]);

export type Rule = z.infer<typeof ruleSchema>;
export type RuleOf<K extends Rule['rule']> = Extract<Rule, { rule: K }>;

/** Every column that a rule names. */
export function columnsOf(rule: Rule): string[] {
  const named = 'columns' in rule ? rule.columns : 'column' in rule ? [rule.column] : [];
  const conditions = (rule.when ?? []).map((condition) => condition.column);
  return [
    ...named,
    ...conditions,
    ...(rule.provided ? [rule.provided.column] : []),
    ...(rule.rule === 'hasRow' ? [rule.in] : []),
  ];
}
