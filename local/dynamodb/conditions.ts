import { isDeepStrictEqual } from 'node:util';
import { db } from './dynalite.ts';
import type { AttributeValue, Condition, Item, Operand, SizeOperand } from './types.ts';

/**
 * Whether an item satisfies a parsed ConditionExpression or FilterExpression; a missing item is `{}`.
 *
 * dynalite's own evaluator compares lists and maps by identity (so `=` on them is never true) and counts UTF-16 units
 * in `size()`. Only its ordering of scalars is used here, which knows numbers of 38 digits.
 */
export function matches(item: Item, condition: Condition): boolean {
  switch (condition.type) {
    case 'and':
      return condition.args.every((part) => matches(item, part));
    case 'or':
      return condition.args.some((part) => matches(item, part));
    case 'not':
      return !condition.args.some((part) => matches(item, part));
    case 'function':
      return holds(condition.name, valuesOf(item, condition.args));
    default:
      return compares(condition.type, valuesOf(item, condition.args));
  }
}

type Values = readonly (AttributeValue | undefined)[];

function valuesOf(item: Item, operands: readonly Operand[]): Values {
  return operands.map((operand) => {
    if (Array.isArray(operand)) return db.mapPath(operand, item) ?? undefined;
    if (isSize(operand)) return size(valuesOf(item, operand.args)[0]);
    return operand as AttributeValue;
  });
}

const isSize = (operand: Operand): operand is SizeOperand => 'type' in operand && operand.type === 'function';

function compares(operator: string, [value, ...operands]: Values): boolean {
  // A missing attribute differs from everything, so `<>` is the one comparison that it satisfies.
  if (operator === '=') return equal(value, operands[0]);
  if (operator === '<>') return !equal(value, operands[0]);
  if (operator === 'in') return operands.some((operand) => equal(value, operand));
  if (operator === 'between') return ordered('>=', value, operands[0]) && ordered('<=', value, operands[1]);
  return ordered(operator, value, operands[0]);
}

function holds(name: string, [value, operand]: Values): boolean {
  if (name === 'attribute_exists') return Boolean(value);
  if (name === 'attribute_not_exists') return !value;
  if (name === 'contains') return contains(value, operand);
  if (name === 'attribute_type') return Boolean(value && operand?.S && operand.S in value);
  return ordered('begins_with', value, operand);
}

function ordered(operator: string, value: AttributeValue | undefined, operand: AttributeValue | undefined): boolean {
  return Boolean(value && operand && db.compare(operator, value, [operand]));
}

function contains(value: AttributeValue | undefined, operand: AttributeValue | undefined): boolean {
  if (!value || !operand) return false;
  if (value.L) return value.L.some((element) => equal(element, operand));
  if (value.S !== undefined) return operand.S !== undefined && value.S.includes(operand.S);
  if (value.SS) return operand.S !== undefined && value.SS.includes(operand.S);
  if (value.NS) return operand.N !== undefined && value.NS.includes(operand.N);
  if (value.BS) return operand.B !== undefined && value.BS.includes(operand.B);
  return value.B !== undefined && operand.B !== undefined && bytes(value.B).includes(bytes(operand.B));
}

function equal(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (!left || !right) return false;
  return isDeepStrictEqual(canonical(left), canonical(right));
}

/** Sets have no order; everything else is compared as it is. Numbers are normalized when they come in. */
function canonical(value: AttributeValue): unknown {
  if (value.L) return { L: value.L.map(canonical) };
  if (value.M) return { M: new Map(Object.entries(value.M).map(([name, inner]) => [name, canonical(inner)])) };
  if (value.SS) return { SS: new Set(value.SS) };
  if (value.NS) return { NS: new Set(value.NS) };
  if (value.BS) return { BS: new Set(value.BS) };
  return { ...value };
}

function size(value: AttributeValue | undefined): AttributeValue | undefined {
  const count = value && countOf(value);
  return count === undefined ? undefined : { N: String(count) };
}

function countOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return bytes(value.B).length;
  if (value.M) return Object.keys(value.M).length;
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length;
}

const bytes = (base64: string) => Buffer.from(base64, 'base64');
