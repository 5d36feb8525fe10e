import * as z from 'zod/mini';
import { ExpressionFault } from './expression/fault.ts';
import { parseExpression } from './expression/parse.ts';
import { typeOf } from './expression/types.ts';
import { type TableSchema, tableSchema } from './table-schema.ts';

const severity = () => z._default(z.enum(['error', 'warning']), 'error');

const shared = () => ({
  /** what people call the check; its outputs are named after it */
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
  /** the `dataStorePath` of the input that is checked */
  input: z.string().check(z.minLength(1), z.maxLength(1_000)),
  /** warnings are told, and the submission passes */
  severity: severity(),
});

const fileTypeCheck = () =>
  z.strictObject({
    ...shared(),
    kind: z.literal('fileType'),
    /** the content must be of one of these, e.g. `csv`, `xlsx`, `vcf`; what there is: domain/quality/format.ts */
    types: z
      .array(z.string().check(z.trim(), z.toLowerCase(), z.minLength(1), z.maxLength(30)))
      .check(z.minLength(1), z.maxLength(30)),
  });

const dialectSchema = () =>
  z.strictObject({
    /** absent: comma, semicolon, tab or pipe, whichever the header holds most of */
    delimiter: z.optional(z.enum([',', ';', '\t', '|', ':', ' '])),
    quoteChar: z._default(z.enum(['"', "'"]), '"'),
    /** false: the columns are the schema's fields, in their order */
    header: z._default(z.boolean(), true),
    /** lines above the header that are not part of the table */
    skipRows: z._default(z.int().check(z.minimum(0), z.maximum(1_000)), 0),
    /** lines that begin with it are not part of the table */
    commentChar: z.optional(z.string().check(z.length(1))),
  });

export const ENCODINGS = ['utf-8', 'utf-16', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1'] as const;

const ruleSchema = () =>
  z.strictObject({
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
    /** must hold in every row, e.g. `end >= start or missing(end)`; syntax: docs/checks.md */
    expression: z.string().check(z.trim(), z.minLength(1), z.maxLength(1_000)),
    /** what to say instead of the expression */
    message: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(500))),
    severity: severity(),
  });

const tableCheck = () =>
  z.strictObject({
    ...shared(),
    kind: z.literal('table'),
    schema: tableSchema(),
    dialect: z.prefault(dialectSchema(), {}),
    /** absent: found out by byte order mark and content */
    encoding: z.optional(z.enum(ENCODINGS)),
    /** workbooks: the sheet's name; absent: the first one that holds anything */
    sheet: z.optional(z.string().check(z.minLength(1), z.maxLength(31))),
    rules: z._default(z.array(ruleSchema()).check(z.maxLength(100)), []),
    /** errors that are listed; all are counted */
    maxErrors: z._default(z.int().check(z.minimum(1), z.maximum(10_000)), 1_000),
    /** also make the table anew: UTF-8, commas, values written in one way */
    cleaned: z._default(z.boolean(), false),
  });
export type TableCheck = z.output<ReturnType<typeof tableCheck>>;

/** Unique columns, primary and foreign keys of one table: each takes 12 MB of memory while the table is read. */
const MOST_KEYS = 8;
/** Checks are copied into every submission, in a row of at most 400 kB. */
const MOST_TEXT = 200_000;

/** What is checked of a submission. What only the inputs and the pattern engine can tell: `checkFaults`. */
export const checkList = () =>
  z.array(z.discriminatedUnion('kind', [fileTypeCheck(), tableCheck()])).check(
    z.maxLength(12),
    z.superRefine((checks, context) => {
      const refuse = (message: string, path: (string | number)[]) =>
        context.addIssue({ code: 'custom', message, path, input: undefined });
      for (const { value, index } of repeated(checks.map((check) => slugOf(check.name)))) {
        refuse(`Two checks would call their outputs '${value}': name one of them differently.`, [index, 'name']);
      }
      if (JSON.stringify(checks).length > MOST_TEXT) {
        refuse(`The checks of a specification together have at most ${MOST_TEXT} characters.`, []);
      }
      for (const [index, check] of checks.entries()) {
        if (check.kind !== 'table') continue;
        for (const { message, path } of tableFaults(check)) refuse(message, [index, ...path]);
      }
    }),
  );

/** The checks of a specification, none where it names none. */
export const checksSchema = () => z._default(checkList(), []);

export type Checks = z.output<ReturnType<typeof checksSchema>>;
export type Check = Checks[number];

/** `Sample sheet (v2)` -> `sample-sheet-v2`: the beginning of the names of a check's outputs. */
export const slugOf = (checkName: string): string =>
  checkName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'check';

interface Located {
  message: string;
  path: (string | number)[];
}

function tableFaults(check: TableCheck): Located[] {
  const { schema } = check;
  const faults = [...columnFaults(schema), ...ruleFaults(check)];
  const unique = schema.fields.filter(({ constraints }) => constraints.unique === true).length;
  if (unique + (schema.primaryKey === undefined ? 0 : 1) + schema.foreignKeys.length > MOST_KEYS) {
    const message = `A table has at most ${MOST_KEYS} unique columns, primary and foreign keys together.`;
    faults.push({ message, path: ['schema', 'fields'] });
  }
  return faults;
}

/** Columns that are listed twice, and keys of columns that there are not. */
function columnFaults(schema: TableSchema): Located[] {
  const names = schema.fields.map((field) => field.name);
  const twice = repeated(names).map(({ value, index }) => ({
    message: `The field '${value}' is listed twice.`,
    path: ['schema', 'fields', index, 'name'],
  }));
  const unknown = (columns: readonly string[], path: (string | number)[]): Located[] =>
    columns.flatMap((column) =>
      names.includes(column) ? [] : [{ message: `There is no field '${column}' in this schema.`, path }],
    );
  const foreign = schema.foreignKeys.flatMap(({ fields, reference }, index) => {
    const path = ['schema', 'foreignKeys', index];
    const uneven = {
      message: 'A foreign key has as many fields as what it refers to.',
      path: [...path, 'reference', 'fields'],
    };
    return [
      ...unknown(fields, [...path, 'fields']),
      ...(reference.resource === '' ? unknown(reference.fields, [...path, 'reference', 'fields']) : []),
      ...(fields.length === reference.fields.length ? [] : [uneven]),
    ];
  });
  return [...twice, ...unknown(schema.primaryKey ?? [], ['schema', 'primaryKey']), ...foreign];
}

function ruleFaults({ rules, schema }: TableCheck): Located[] {
  const twice = repeated(rules.map((rule) => rule.name)).map(({ value, index }) => ({
    message: `Two rules are called '${value}'.`,
    path: ['rules', index, 'name'],
  }));
  const wrong = rules.flatMap(({ expression }, index) => {
    const message = expressionFault(expression, schema);
    return message === undefined ? [] : [{ message, path: ['rules', index, 'expression'] }];
  });
  return [...twice, ...wrong];
}

function expressionFault(source: string, schema: TableSchema): string | undefined {
  try {
    const type = typeOf(parseExpression(source), schema.fields);
    return type === 'boolean' ? undefined : `The expression is a ${type}, not something that holds or does not hold.`;
  } catch (error) {
    if (error instanceof ExpressionFault) return error.message;
    throw error;
  }
}

/** Every value that stands earlier in the list already. */
function repeated(values: readonly string[]): { value: string; index: number }[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [{ value, index }] : []));
}
