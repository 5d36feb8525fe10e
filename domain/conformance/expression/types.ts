import type { Field, FieldType } from '../table-schema.ts';
import { ExpressionFault } from './fault.ts';
import { FUNCTIONS, type Tree } from './tree.ts';

/** What an expression can be. Moments of different kinds (dates, times) are never compared with each other. */
export type ValueType = 'number' | 'text' | 'boolean' | Moment;
export type Moment = 'date' | 'datetime' | 'time' | 'yearmonth';

const TYPES: Readonly<Record<FieldType, ValueType>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  year: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
  yearmonth: 'yearmonth',
  object: 'text',
  array: 'text',
  duration: 'text',
  geopoint: 'text',
  geojson: 'text',
  any: 'text',
};

export const valueTypeOf = (field: Field): ValueType => TYPES[field.type];

export const isMoment = (type: ValueType): type is Moment => type !== 'number' && type !== 'text' && type !== 'boolean';

/**
 * The type of an expression over these columns.
 * @throws ExpressionFault for columns that there are not, and for what cannot be compared or computed
 */
export function typeOf(tree: Tree, fields: readonly Field[]): ValueType {
  const of = (part: Tree) => typeOf(part, fields);
  const must = (part: Tree, type: ValueType) => {
    const found = of(part);
    if (found !== type) throw new ExpressionFault(`This must be a ${type} and is a ${found}.`, part.at);
  };
  switch (tree.kind) {
    case 'literal':
      return typeof tree.value === 'string' ? 'text' : (typeof tree.value as 'number' | 'boolean');
    case 'column':
      return valueTypeOf(fieldNamed(tree.name, fields, tree.at));
    case 'presence':
      fieldNamed(tree.column, fields, tree.at);
      return 'boolean';
    case 'logic':
      must(tree.left, 'boolean');
      must(tree.right, 'boolean');
      return 'boolean';
    case 'not':
      must(tree.operand, 'boolean');
      return 'boolean';
    case 'negate':
      must(tree.operand, 'number');
      return 'number';
    case 'call':
      must(tree.operand, FUNCTIONS[tree.name][0]);
      return FUNCTIONS[tree.name][1];
    case 'compare':
      comparable(tree.left, tree.right, of);
      return 'boolean';
    case 'in':
      for (const part of tree.list) comparable(tree.value, part, of);
      return 'boolean';
    case 'arithmetic':
      return computed(tree, of);
  }
}

export function fieldNamed(name: string, fields: readonly Field[], at: number): Field {
  const field = fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new ExpressionFault(`There is no column '${name}'.`, at);
  return field;
}

/** Text that is written in the expression is read as a moment where it is compared with one. */
function comparable(left: Tree, right: Tree, of: (part: Tree) => ValueType): void {
  const [first, second] = [of(left), of(right)];
  if (first === second) return;
  const written = (part: Tree) => part.kind === 'literal' && typeof part.value === 'string';
  if ((isMoment(first) && written(right)) || (isMoment(second) && written(left))) return;
  throw new ExpressionFault(`A ${first} cannot be compared with a ${second}.`, right.at);
}

/** Numbers; also the days between two dates, and a date some days later or earlier. */
function computed(tree: Extract<Tree, { kind: 'arithmetic' }>, of: (part: Tree) => ValueType): ValueType {
  const [left, right] = [of(tree.left), of(tree.right)];
  if (left === 'number' && right === 'number') return 'number';
  const dated = left === 'date' || left === 'datetime';
  if (dated && tree.operator === '-' && left === right) return 'number';
  if (dated && right === 'number' && (tree.operator === '-' || tree.operator === '+')) return left;
  throw new ExpressionFault(`'${tree.operator}' cannot be applied to a ${left} and a ${right}.`, tree.at);
}
