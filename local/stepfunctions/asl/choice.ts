/** Choice rules: every comparison operator of the JSONPath language; a value of another type never matches. */
import type { Data } from './intrinsics/evaluate.ts';
import type { Json } from './json.ts';
import { parsePath, select } from './path.ts';
import { runtimeError } from './state-error.ts';

/** As the definition has it: And/Or/Not, or Variable with exactly one operator. */
export interface Rule {
  readonly And?: readonly Rule[] | undefined;
  readonly Or?: readonly Rule[] | undefined;
  readonly Not?: Rule | undefined;
  readonly Variable?: string | undefined;
}

type Compare = (value: Json, operand: Json) => boolean;

const ORDER: Readonly<Record<string, (a: number | string, b: number | string) => boolean>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThan: (a, b) => a > b,
  GreaterThanEquals: (a, b) => a >= b,
};

const TYPES: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => timestamp(value) !== undefined,
};

function compareOperators(): Record<string, Compare> {
  const operators: Record<string, Compare> = {
    BooleanEquals: (a, b) => typeof a === 'boolean' && a === b,
    StringMatches: (a, b) => typeof a === 'string' && typeof b === 'string' && wildcard(b).test(a),
  };
  for (const [name, test] of Object.entries(ORDER)) {
    operators[`String${name}`] = (a, b) => typeof a === 'string' && typeof b === 'string' && test(a, b);
    operators[`Numeric${name}`] = (a, b) => typeof a === 'number' && typeof b === 'number' && test(a, b);
    operators[`Timestamp${name}`] = (a, b) => {
      const [left, right] = [timestamp(a), timestamp(b)];
      return left !== undefined && right !== undefined && test(left, right);
    };
  }
  return operators;
}

const COMPARE = compareOperators();

/** Names of every operator, for checking a definition. */
export const OPERATORS: readonly string[] = [
  ...Object.keys(TYPES),
  ...Object.keys(COMPARE),
  ...Object.keys(COMPARE)
    .filter((name) => name !== 'StringMatches')
    .map((name) => `${name}Path`),
];

/** @throws StateError States.Runtime when a path names nothing (except for IsPresent) */
export function ruleMatches(rule: Rule, data: Data): boolean {
  if (rule.And !== undefined) return rule.And.every((part) => ruleMatches(part, data));
  if (rule.Or !== undefined) return rule.Or.some((part) => ruleMatches(part, data));
  if (rule.Not !== undefined) return !ruleMatches(rule.Not, data);
  const operator = OPERATORS.find((name) => Object.hasOwn(rule, name)) as string;
  const operand = (rule as Readonly<Record<string, Json>>)[operator] as Json;
  const path = rule.Variable as string;
  const type = TYPES[operator];
  if (type !== undefined) {
    const value = operator === 'IsPresent' ? optional(path, data) : required(path, data);
    return type(value) === operand;
  }
  if (!operator.endsWith('Path')) return COMPARE[operator]?.(required(path, data), operand) ?? false;
  return COMPARE[operator.slice(0, -4)]?.(required(path, data), required(operand as string, data)) ?? false;
}

function optional(path: string, data: Data): Json | undefined {
  return select(parsePath(path), data.input, data.context);
}

function required(path: string, data: Data): Json {
  const value = optional(path, data);
  if (value === undefined) {
    throw runtimeError(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
  }
  return value;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the epoch; undefined when it is not an RFC 3339 timestamp. */
export function timestamp(value: Json | undefined): number | undefined {
  if (typeof value !== 'string' || !RFC3339.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

/** `*` stands for any characters; `\\*` is the star itself. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return found === '*' ? '.*' : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's');
}
