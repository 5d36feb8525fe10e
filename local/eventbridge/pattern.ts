/** Whether an event matches an event pattern. */
export type EventMatcher = (event: unknown) => boolean;

type ValueMatcher = (value: unknown) => boolean;

/**
 * Compiles an event pattern: exact values, prefix, suffix, wildcard, equals-ignore-case, anything-but, exists,
 * numeric and `$or`. Throws on any other operator; `where` names the rule.
 */
export function compileEventPattern(pattern: unknown, where: string): EventMatcher {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) {
    throw new Error(`${where}: an event pattern must be an object, got ${JSON.stringify(pattern)}`);
  }
  const checks = Object.entries(pattern).map(([key, expected]: [string, unknown]): EventMatcher => {
    if (key === '$or') return compileAlternatives(expected, where);
    if (!Array.isArray(expected)) {
      const matches = compileEventPattern(expected, where);
      return (event) => asObjects(field(event, key)).some(matches);
    }
    const matchers = expected.map((each) => compileValue(each, where));
    return (event) => matchers.some((matches) => matchesField(field(event, key), matches));
  });
  return (event) => checks.every((matches) => matches(event));
}

function compileAlternatives(expected: unknown, where: string): EventMatcher {
  const alternatives = (expected as readonly unknown[]).map((each) => compileEventPattern(each, where));
  return (event) => alternatives.some((matches) => matches(event));
}

function field(event: unknown, key: string): unknown {
  return typeof event === 'object' && event !== null && Object.hasOwn(event, key)
    ? (event as Record<string, unknown>)[key]
    : undefined;
}

/** A list in the event matches when one of its elements does. */
function matchesField(value: unknown, matches: ValueMatcher): boolean {
  return Array.isArray(value) && value.length > 0 ? value.some(matches) : matches(value);
}

function asObjects(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function compileValue(expected: unknown, where: string): ValueMatcher {
  if (typeof expected !== 'object' || expected === null) return (value) => value === expected;
  const [operator = '', argument] = Object.entries(expected as Record<string, unknown>)[0] ?? [];
  switch (operator) {
    case 'exists':
      return (value) => (value !== undefined) === argument;
    case 'anything-but':
      return compileAnythingBut(argument, where);
    case 'numeric':
      return compileNumeric(argument as readonly (string | number)[], where);
    default:
      return compileText(operator, argument, where);
  }
}

function compileText(operator: string, argument: unknown, where: string): ValueMatcher {
  const test = textTest(operator, argument);
  if (test === undefined) {
    throw new Error(
      `${where}: event pattern ${JSON.stringify({ [operator]: argument })} is not known to the local run`,
    );
  }
  return (value) => typeof value === 'string' && test(value);
}

function textTest(operator: string, argument: unknown): ((value: string) => boolean) | undefined {
  if (typeof argument === 'object' && argument !== null && ['prefix', 'suffix'].includes(operator)) {
    const insensitive = (argument as Record<string, unknown>)['equals-ignore-case'];
    const test = textTest(operator, typeof insensitive === 'string' ? insensitive.toLowerCase() : undefined);
    return test && ((value) => test(value.toLowerCase()));
  }
  if (typeof argument !== 'string') return undefined;
  if (operator === 'prefix') return (value) => value.startsWith(argument);
  if (operator === 'suffix') return (value) => value.endsWith(argument);
  if (operator === 'equals-ignore-case') return (value) => value.toLowerCase() === argument.toLowerCase();
  return operator === 'wildcard' ? wildcard(argument) : undefined;
}

/** `*` is any run of characters; `\*` and `\\` are literal. */
function wildcard(pattern: string): (value: string) => boolean {
  const source = pattern.replaceAll(/\\[*\\]|[.+^$()|[\]\\{}?*]/g, (found) => {
    if (found === '*') return '[\\s\\S]*';
    return found.length === 2 ? found : `\\${found}`;
  });
  const expression = new RegExp(`^${source}$`);
  return (value) => expression.test(value);
}

/** A field that is absent never matches. */
function compileAnythingBut(argument: unknown, where: string): ValueMatcher {
  const given = Array.isArray(argument) ? (argument as readonly unknown[]) : [argument];
  const unwanted = given.flatMap((each): ValueMatcher[] => {
    if (typeof each !== 'object' || each === null) return [compileValue(each, where)];
    const [operator = '', values] = Object.entries(each as Record<string, unknown>)[0] ?? [];
    return (Array.isArray(values) ? values : [values]).map((value) => compileText(operator, value, where));
  });
  return (value) => value !== undefined && !unwanted.some((matches) => matches(value));
}

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '=': (left, right) => left === right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function compileNumeric(terms: readonly (string | number)[], where: string): ValueMatcher {
  const tests = Array.from({ length: Math.ceil(terms.length / 2) }, (_, index) => {
    const compare = COMPARISONS[String(terms[index * 2])];
    const limit = terms[index * 2 + 1];
    if (compare === undefined || typeof limit !== 'number') {
      throw new Error(`${where}: numeric event pattern ${JSON.stringify(terms)} is not known to the local run`);
    }
    return (value: number) => compare(value, limit);
  });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}
