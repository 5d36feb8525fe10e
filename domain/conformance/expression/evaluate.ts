import { createReader } from '../cells/cell-reader.ts';
import type { Field } from '../table-schema.ts';
import { ExpressionFault } from './fault.ts';
import type { Comparison, Tree } from './tree.ts';
import { isMoment, typeOf, valueTypeOf } from './types.ts';

/** Null: something that was asked for is missing, so that nothing can be said. */
export type Value = number | string | boolean | null;

/** One row's values, by the index of the field. */
export interface RowValues {
  isMissing(field: number): boolean;
  /** what a cell is as a number; only of types that have one */
  number(field: number): number;
  text(field: number): string;
}

export type Evaluate = (row: RowValues) => Value;

/**
 * Makes a function of an expression that `typeOf` has found right. What is missing makes a comparison unknown, as in
 * SQL: a rule is broken only where it is false.
 * @throws ExpressionFault for text that is compared with a date and is none
 */
export function compileExpression(tree: Tree, fields: readonly Field[]): Evaluate {
  const compile = (part: Tree) => compileExpression(part, fields);
  switch (tree.kind) {
    case 'literal': {
      const { value } = tree;
      return () => value;
    }
    case 'column':
      return column(tree.name, fields);
    case 'presence': {
      const field = fields.findIndex((candidate) => candidate.name === tree.column);
      return (row) => row.isMissing(field) === tree.missing;
    }
    case 'logic':
      return logic(tree.operator === 'and', compile(tree.left), compile(tree.right));
    case 'not':
      return onValue(compile(tree.operand), (value) => value !== true);
    case 'negate':
      return onValue(compile(tree.operand), (value) => -value);
    case 'call':
      return onValue(compile(tree.operand), CALLS[tree.name]);
    case 'compare': {
      const [left, right] = sides(tree.left, tree.right, fields);
      return onBoth(left, right, COMPARE[tree.operator]);
    }
    case 'in':
      return membership(tree, fields);
    case 'arithmetic':
      return arithmetic(tree, fields);
  }
}

/** Every column that an expression asks for. */
export function columnsIn(tree: Tree): string[] {
  switch (tree.kind) {
    case 'column':
      return [tree.name];
    case 'presence':
      return [tree.column];
    case 'literal':
      return [];
    case 'in':
      return [tree.value, ...tree.list].flatMap(columnsIn);
    case 'not':
    case 'negate':
    case 'call':
      return columnsIn(tree.operand);
    default:
      return [tree.left, tree.right].flatMap(columnsIn);
  }
}

function column(name: string, fields: readonly Field[]): Evaluate {
  const index = fields.findIndex((candidate) => candidate.name === name);
  const type = valueTypeOf(fields[index] as Field);
  if (type === 'text') return (row) => (row.isMissing(index) ? null : row.text(index));
  if (type === 'boolean') return (row) => (row.isMissing(index) ? null : row.number(index) === 1);
  return (row) => (row.isMissing(index) ? null : row.number(index));
}

/** False and anything is false, true or anything is true, whatever is missing. */
function logic(isAnd: boolean, left: Evaluate, right: Evaluate): Evaluate {
  return (row) => {
    const first = left(row);
    if (first === !isAnd) return first;
    const second = right(row);
    if (second === !isAnd) return second;
    return first === null || second === null ? null : isAnd;
  };
}

// The types have been checked: what follows knows what it is given.
type Of<T> = (value: T) => Value;

const onValue =
  (operand: Evaluate, compute: Of<never>): Evaluate =>
  (row) => {
    const value = operand(row);
    return value === null ? null : compute(value as never);
  };

type OfTwo = (left: never, right: never) => Value;

const onBoth = (left: Evaluate, right: Evaluate, compute: OfTwo): Evaluate => {
  return (row) => {
    const first = left(row);
    if (first === null) return null;
    const second = right(row);
    return second === null ? null : compute(first as never, second as never);
  };
};

const CALLS: Readonly<Record<Extract<Tree, { kind: 'call' }>['name'], Of<never>>> = {
  length: (text: string) => Array.from(text).length,
  lower: (text: string) => text.toLowerCase(),
  upper: (text: string) => text.toUpperCase(),
  abs: (number: number) => Math.abs(number),
  floor: (number: number) => Math.floor(number),
  round: (number: number) => Math.round(number),
};

const COMPARE: Readonly<Record<Comparison, OfTwo>> = {
  '=': (left: Value, right: Value) => left === right,
  '<>': (left: Value, right: Value) => left !== right,
  '<': (left: number, right: number) => left < right,
  '<=': (left: number, right: number) => left <= right,
  '>': (left: number, right: number) => left > right,
  '>=': (left: number, right: number) => left >= right,
};

/** Both sides of a comparison; text that is compared with a moment is read as one. */
function sides(left: Tree, right: Tree, fields: readonly Field[]): [Evaluate, Evaluate] {
  const [first, second] = [typeOf(left, fields), typeOf(right, fields)];
  const read = (part: Tree, type: typeof first) =>
    isMoment(type) && part.kind === 'literal' ? momentLiteral(part, type) : compileExpression(part, fields);
  return [read(left, second), read(right, first)];
}

function momentLiteral(tree: Extract<Tree, { kind: 'literal' }>, type: 'date' | 'datetime' | 'time' | 'yearmonth') {
  const bytes = new TextEncoder().encode(String(tree.value));
  const reader = createReader({ name: '', type, constraints: {} }, () => String(tree.value));
  if (!reader.read(bytes, 0, bytes.length))
    throw new ExpressionFault(`'${tree.value}' is no ${type} (ISO 8601).`, tree.at);
  const value = reader.value?.[0] ?? null;
  return () => value;
}

function membership(tree: Extract<Tree, { kind: 'in' }>, fields: readonly Field[]): Evaluate {
  const tests = tree.list.map((part) => {
    const [value, candidate] = sides(tree.value, part, fields);
    return onBoth(value, candidate, COMPARE['=']);
  });
  return (row) => {
    let unknown = false;
    for (const test of tests) {
      const found = test(row);
      if (found === true) return true;
      if (found === null) unknown = true;
    }
    return unknown ? null : false;
  };
}

const DAY = 86_400_000;

/** Dates count in days, moments with a time in milliseconds: what is added to or subtracted from them is in days. */
function arithmetic(tree: Extract<Tree, { kind: 'arithmetic' }>, fields: readonly Field[]): Evaluate {
  const [left, right] = [compileExpression(tree.left, fields), compileExpression(tree.right, fields)];
  const unit = typeOf(tree.left, fields) === 'datetime' ? DAY : 1;
  const between = unit !== 1 && typeOf(tree.right, fields) === 'datetime';
  switch (tree.operator) {
    case '+':
      return onBoth(left, right, (first: number, second: number) => first + second * unit);
    case '-':
      if (between) return onBoth(left, right, (first: number, second: number) => (first - second) / unit);
      return onBoth(left, right, (first: number, second: number) => first - second * unit);
    case '*':
      return onBoth(left, right, (first: number, second: number) => first * second);
    case '/':
      return onBoth(left, right, (first: number, second: number) => (second === 0 ? null : first / second));
  }
}
