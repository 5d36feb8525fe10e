import { createReader } from './cells/cell-reader.ts';
import type { CellReader, CellTools, ReadCell } from './cells/reading.ts';
import { oneOf } from './cells/texts.ts';
import type { TableCheck } from './checks.ts';
import { compileConstraints } from './constraints.ts';
import { columnsIn, compileExpression, type Evaluate } from './expression/evaluate.ts';
import { parseExpression } from './expression/parse.ts';
import type { Header } from './header.ts';
import type { Field } from './table-schema.ts';
import type { Rule } from './tally.ts';

/** One field of the schema that the file has, ready to judge cells. */
export interface Column {
  name: string;
  field: Field;
  /** index of the field in the schema, and of the column in the file */
  index: number;
  position: number;
  reader: CellReader;
  read: ReadCell;
  value: Float64Array | undefined;
  /** the empty cell is a missing value */
  emptyIsMissing: boolean;
  /** other words for a missing value */
  isMissing: ReadCell | undefined;
  /** indexes of rules; -1: there is none */
  typeRule: number;
  requiredRule: number;
  constraints: readonly { rule: number; holds: ReadCell }[];
}

/** Columns that together are unique, or refer to other rows, or are referred to. */
export interface Key {
  /** names its runs: the same columns have the same id in every invocation */
  id: string;
  /** indexes of the fields */
  fields: readonly number[];
  /** rule that no two rows may have the same key; -1: they may */
  uniqueRule: number;
  /** a row without it breaks the rule, too */
  primary: boolean;
  /** rule that the key must be found elsewhere; -1: none */
  foreignRule: number;
  /** which of the schema's foreign keys it is */
  foreignKey?: number;
  /** foreign keys of some table refer to it */
  referred?: true;
}

export interface RowRule {
  rule: number;
  /** indexes of the fields that it asks for */
  fields: readonly number[];
  holds: Evaluate;
}

export interface CompiledTable {
  check: TableCheck;
  header: Header;
  rules: readonly Rule[];
  columns: readonly Column[];
  keys: readonly Key[];
  rowRules: readonly RowRule[];
}

/** What is asked of every table, whatever its schema; their indexes among the rules. */
export const STRUCTURE = { file: 0, encoding: 1, header: 2, width: 3, quotes: 4, cells: 5 } as const;

const STRUCTURE_SAYS: Readonly<Record<keyof typeof STRUCTURE, string>> = {
  file: 'The file can be read as a table to its end.',
  encoding: 'Every row is text in the encoding of the file.',
  header: 'The header names the columns of the schema.',
  width: 'Every row has as many cells as the header.',
  quotes: 'Quotation marks are closed, and doubled inside quoted cells.',
  cells: 'No cell of the workbook shows an error, or a formula without a value.',
};

type Add = (rule: Omit<Rule, 'severity'> & { severity?: Rule['severity'] }) => number;

/**
 * Puts a check together for a file with this header. Deterministic: rules have the same indexes in every invocation.
 * @param referred lists of fields to which foreign keys of other tables refer
 * @throws ExpressionFault, FormatRefusal, Error for definitions that `checkFaults` refuses
 */
export function compileTable(
  check: TableCheck,
  header: Header,
  tools: CellTools,
  referred: readonly (readonly string[])[] = [],
): CompiledTable {
  const rules: Rule[] = [];
  const add: Add = (rule) => rules.push({ severity: check.severity, ...rule }) - 1;
  for (const name of Object.keys(STRUCTURE) as (keyof typeof STRUCTURE)[]) {
    add({ name, kind: 'structure', says: STRUCTURE_SAYS[name] });
  }
  const columns = check.schema.fields.flatMap((field, index) => {
    const position = header.positions[index] ?? -1;
    return position < 0 ? [] : [compileColumn(field, { index, position }, check, tools, add)];
  });
  const there = new Set(columns.map((column) => column.name));
  const keys = [...ownKeys(check, there, add), ...foreignKeys(check, there, add)];
  return {
    check,
    header,
    rules,
    columns,
    keys: withReferred(keys, check, there, referred),
    rowRules: compileRowRules(check, there, add),
  };
}

function compileColumn(
  field: Field,
  place: { index: number; position: number },
  { schema }: TableCheck,
  tools: CellTools,
  add: Add,
): Column {
  const { name, type, format } = field;
  const reader = createReader(field, tools.decode);
  const words = schema.missingValues.filter((word) => word !== '');
  const form = format === undefined || format === 'default' ? '' : ` (${format})`;
  const typeRule = add({ name: `type(${name})`, kind: 'type', column: name, says: `must be of type ${type}${form}` });
  const requiredRule =
    field.constraints.required === true
      ? add({ name: `required(${name})`, kind: 'required', column: name, says: 'must not be missing' })
      : -1;
  const constraints = compileConstraints(field, reader, tools).map(({ kind, says, holds }) => ({
    rule: add({ name: `${kind}(${name})`, kind, column: name, says }),
    holds,
  }));
  return {
    name,
    field,
    ...place,
    reader,
    read: reader.read,
    value: reader.value,
    emptyIsMissing: schema.missingValues.includes(''),
    isMissing: words.length === 0 ? undefined : oneOf(words),
    typeRule,
    requiredRule,
    constraints,
  };
}

const indexesOf = (names: readonly string[], { schema }: TableCheck): number[] =>
  names.map((name) => schema.fields.findIndex((field) => field.name === name));

const keyId = (fields: readonly number[]): string => `key-${fields.join('-')}`;

function ownKeys(check: TableCheck, there: ReadonlySet<string>, add: Add): Key[] {
  const { fields, primaryKey } = check.schema;
  const single = fields
    .filter((field) => field.constraints.unique === true)
    .map((field) => ({ names: [field.name], primary: false }));
  const all = primaryKey === undefined ? single : [...single, { names: primaryKey, primary: true }];
  return all
    .filter(({ names }) => names.every((name) => there.has(name)))
    .map(({ names, primary }) => {
      const kind = primary ? 'primaryKey' : 'unique';
      const says = primary ? 'must be there and different in every row' : 'must be different in every row';
      const column = names.join(', ');
      const uniqueRule = add({ name: `${kind}(${column})`, kind, column, says });
      const indexes = indexesOf(names, check);
      const id = primary ? `primary-${keyId(indexes)}` : keyId(indexes);
      return { id, fields: indexes, uniqueRule, primary, foreignRule: -1 };
    });
}

function foreignKeys(check: TableCheck, there: ReadonlySet<string>, add: Add): Key[] {
  return check.schema.foreignKeys.flatMap(({ fields, reference }, index) => {
    if (!fields.every((name) => there.has(name))) return [];
    const column = fields.join(', ');
    const target = reference.resource === '' ? 'this table' : `'${reference.resource}'`;
    const says = `must be found in ${reference.fields.join(', ')} of ${target}`;
    const foreignRule = add({ name: `foreignKey(${column})`, kind: 'foreignKey', column, says });
    const id = `foreign-${index}`;
    return [{ id, fields: indexesOf(fields, check), uniqueRule: -1, primary: false, foreignRule, foreignKey: index }];
  });
}

/** Columns that others refer to are kept as keys, where they are not anyway. */
function withReferred(
  keys: readonly Key[],
  check: TableCheck,
  there: ReadonlySet<string>,
  referred: readonly (readonly string[])[],
): Key[] {
  const found = [...keys];
  for (const names of referred) {
    const fields = indexesOf(names, check);
    const id = keyId(fields);
    if (!names.every((name) => there.has(name))) continue;
    const known = found.find((key) => key.id === id);
    if (known === undefined)
      found.push({ id, fields, uniqueRule: -1, primary: false, foreignRule: -1, referred: true });
    else known.referred = true;
  }
  return found;
}

/** The id of the key that a foreign key of another table refers to. */
export const referredKeyId = (check: TableCheck, names: readonly string[]): string => keyId(indexesOf(names, check));

function compileRowRules(check: TableCheck, there: ReadonlySet<string>, add: Add): RowRule[] {
  return check.rules.flatMap(({ name, expression, message, severity }) => {
    const tree = parseExpression(expression);
    const names = [...new Set(columnsIn(tree))];
    if (!names.every((column) => there.has(column))) return [];
    const rule = add({
      name,
      kind: 'row',
      column: names.join(', '),
      says: message ?? `must hold: ${expression}`,
      severity: check.severity === 'warning' ? 'warning' : severity,
    });
    return [{ rule, fields: indexesOf(names, check), holds: compileExpression(tree, check.schema.fields) }];
  });
}
