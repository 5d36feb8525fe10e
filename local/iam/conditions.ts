import { compilePattern } from './pattern.ts';

/** Condition keys of one request; a key may have several values. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** One compiled `Condition` block: holds when every operator and key in it holds. */
export type Condition = (context: ReadonlyMap<string, readonly string[]>) => boolean;

interface Operator {
  /** compiles one value of the policy */
  readonly test: (expected: string) => (actual: string) => boolean;
  /** negated operators hold when no value matches, and also when the key is absent */
  readonly negated?: true;
}

const number = (compare: (actual: number, expected: number) => boolean): Operator => ({
  test: (expected) => (actual) => compare(Number(actual), Number(expected)),
});
const date = (compare: (actual: number, expected: number) => boolean): Operator => ({
  test: (expected) => (actual) => compare(Date.parse(actual), Date.parse(expected)),
});
const equals: Operator['test'] = (expected) => (actual) => actual === expected;
const equalsIgnoringCase: Operator['test'] = (expected) => (actual) => actual.toLowerCase() === expected.toLowerCase();
const like: Operator['test'] = (expected) => compilePattern(expected);

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { test: equals },
  StringNotEquals: { test: equals, negated: true },
  StringEqualsIgnoreCase: { test: equalsIgnoringCase },
  StringNotEqualsIgnoreCase: { test: equalsIgnoringCase, negated: true },
  StringLike: { test: like },
  StringNotLike: { test: like, negated: true },
  ArnEquals: { test: like },
  ArnLike: { test: like },
  ArnNotEquals: { test: like, negated: true },
  ArnNotLike: { test: like, negated: true },
  Bool: { test: equalsIgnoringCase },
  NumericEquals: number((actual, expected) => actual === expected),
  NumericNotEquals: { ...number((actual, expected) => actual === expected), negated: true },
  NumericLessThan: number((actual, expected) => actual < expected),
  NumericLessThanEquals: number((actual, expected) => actual <= expected),
  NumericGreaterThan: number((actual, expected) => actual > expected),
  NumericGreaterThanEquals: number((actual, expected) => actual >= expected),
  DateLessThan: date((actual, expected) => actual < expected),
  DateLessThanEquals: date((actual, expected) => actual <= expected),
  DateGreaterThan: date((actual, expected) => actual > expected),
  DateGreaterThanEquals: date((actual, expected) => actual >= expected),
};

/** Compiles a `Condition` block. Throws on an operator that is not known, so that no condition is ever ignored. */
export function compileCondition(block: unknown, where: string): Condition {
  const checks = Object.entries((block ?? {}) as Record<string, Record<string, unknown>>).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, expected]) => compileKey(name, key, values(expected), where)),
  );
  return (context) => checks.every((check) => check(context));
}

function compileKey(name: string, key: string, expected: readonly string[], where: string): Condition {
  const lookUp = key.toLowerCase();
  if (name === 'Null') {
    return (context) => String(!context.has(lookUp)) === expected[0]?.toLowerCase();
  }
  const [, set, base, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(name) ?? [];
  const operator = OPERATORS[base ?? ''];
  if (operator === undefined) throw new Error(`${where}: IAM condition operator ${name} is not known to the local run`);
  const tests = expected.map((value) => operator.test(value));
  const negated = operator.negated === true;
  const matches = (actual: string): boolean => tests.some((test) => test(actual)) !== negated;
  return (context) => {
    const actual = context.get(lookUp);
    if (set === 'ForAllValues') return (actual ?? []).every(matches);
    if (set === 'ForAnyValue') return actual === undefined ? ifExists !== undefined : actual.some(matches);
    if (actual === undefined) return negated || ifExists !== undefined;
    return negated ? actual.every(matches) : actual.some(matches);
  };
}

/** Keys are case-insensitive in IAM, so they are looked up in lower case. */
export function normaliseContext(context: RequestContext): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), values(value)]));
}

function values(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}
