import { ExpressionFault } from './fault.ts';
import { type Token, tokensOf } from './tokens.ts';
import { type Arithmetic, type Comparison, FUNCTIONS, type FunctionName, type Tree } from './tree.ts';

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Deeper nesting is no rule that a person wrote, and would exhaust the stack. */
const DEEPEST = 50;

interface Reader {
  /** the token that is next */
  peek(): Token;
  /** takes the next token if it is one of these words or symbols */
  take(...texts: string[]): Token | undefined;
  /** takes whatever is next */
  next(): Token;
  /** parses something that is nested one level deeper */
  deeper<T>(parse: () => T): T;
}

/**
 * Parses a row rule: `or`, `and`, `not`, comparisons, `in (…)`, `+ - * /`, `present(column)`, `missing(column)` and the
 * functions of `FUNCTIONS`, binding in that order, weakest first.
 * @throws ExpressionFault
 */
export function parseExpression(source: string): Tree {
  const reader = readerOf(tokensOf(source));
  const tree = either(reader);
  const rest = reader.peek();
  if (rest.kind !== 'end') throw new ExpressionFault(`'${rest.text}' is not expected here.`, rest.at);
  return tree;
}

function readerOf(tokens: readonly Token[]): Reader {
  let index = 0;
  let depth = 0;
  const end = tokens.at(-1) as Token;
  const peek = () => tokens[index] ?? end;
  return {
    peek,
    take(...texts) {
      const token = peek();
      const word = token.kind === 'name' ? token.text.toLowerCase() : token.text;
      if ((token.kind !== 'name' && token.kind !== 'symbol') || !texts.includes(word)) return undefined;
      index += 1;
      return token;
    },
    next() {
      index += 1;
      return tokens[index - 1] ?? end;
    },
    deeper(parse) {
      depth += 1;
      if (depth > DEEPEST) throw new ExpressionFault('The expression is nested too deeply.', peek().at);
      const parsed = parse();
      depth -= 1;
      return parsed;
    },
  };
}

function either(reader: Reader): Tree {
  let left = both(reader);
  while (reader.take('or') !== undefined) {
    left = { kind: 'logic', operator: 'or', left, right: both(reader), at: left.at };
  }
  return left;
}

function both(reader: Reader): Tree {
  let left = negated(reader);
  while (reader.take('and') !== undefined) {
    left = { kind: 'logic', operator: 'and', left, right: negated(reader), at: left.at };
  }
  return left;
}

function negated(reader: Reader): Tree {
  const not = reader.take('not');
  if (not === undefined) return comparison(reader);
  return { kind: 'not', operand: reader.deeper(() => negated(reader)), at: not.at };
}

function comparison(reader: Reader): Tree {
  const left = sum(reader);
  const symbol = reader.take(...Object.keys(COMPARISONS));
  if (symbol !== undefined) {
    const operator = COMPARISONS[symbol.text] as Comparison;
    return { kind: 'compare', operator, left, right: sum(reader), at: left.at };
  }
  const not = reader.take('not');
  if (reader.take('in') !== undefined) {
    const tree: Tree = { kind: 'in', value: left, list: listOf(reader), at: left.at };
    return not === undefined ? tree : { kind: 'not', operand: tree, at: left.at };
  }
  if (not !== undefined) throw new ExpressionFault("After 'not' comes 'in (…)' here.", reader.peek().at);
  return left;
}

function listOf(reader: Reader): Tree[] {
  expect(reader, '(');
  const list = [sum(reader)];
  while (reader.take(',') !== undefined) list.push(sum(reader));
  expect(reader, ')');
  return list;
}

function sum(reader: Reader): Tree {
  let left = product(reader);
  for (let symbol = reader.take('+', '-'); symbol !== undefined; symbol = reader.take('+', '-')) {
    left = { kind: 'arithmetic', operator: symbol.text as Arithmetic, left, right: product(reader), at: left.at };
  }
  return left;
}

function product(reader: Reader): Tree {
  let left = unary(reader);
  for (let symbol = reader.take('*', '/'); symbol !== undefined; symbol = reader.take('*', '/')) {
    left = { kind: 'arithmetic', operator: symbol.text as Arithmetic, left, right: unary(reader), at: left.at };
  }
  return left;
}

function unary(reader: Reader): Tree {
  const minus = reader.take('-');
  if (minus === undefined) return operand(reader);
  return { kind: 'negate', operand: reader.deeper(() => unary(reader)), at: minus.at };
}

const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'true', 'false']);

function operand(reader: Reader): Tree {
  const token = reader.next();
  const { at, text } = token;
  if (token.kind === 'number') return { kind: 'literal', value: Number(text), at };
  if (token.kind === 'text') return { kind: 'literal', value: text, at };
  if (token.kind === 'column') return { kind: 'column', name: text, at };
  if (token.kind === 'symbol' && text === '(') {
    const inner = reader.deeper(() => either(reader));
    expect(reader, ')');
    return inner;
  }
  if (token.kind !== 'name') throw new ExpressionFault(`A value is expected, not ${describe(token)}.`, at);
  return named(reader, token);
}

/** A plain word: a function where a parenthesis follows, a truth value, or a column. */
function named(reader: Reader, { text, at }: Token): Tree {
  const word = text.toLowerCase();
  if (reader.peek().kind === 'symbol' && reader.peek().text === '(' && !KEYWORDS.has(word)) {
    return call(reader, word, at);
  }
  if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true', at };
  if (KEYWORDS.has(word)) throw new ExpressionFault(`A value is expected, not '${text}'.`, at);
  return { kind: 'column', name: text, at };
}

function call(reader: Reader, name: string, at: number): Tree {
  expect(reader, '(');
  if (name === 'present' || name === 'missing') {
    const column = reader.next();
    if (column.kind !== 'name' && column.kind !== 'column') {
      throw new ExpressionFault(`${name}(…) takes the name of a column, not ${describe(column)}.`, column.at);
    }
    expect(reader, ')');
    return { kind: 'presence', column: column.text, missing: name === 'missing', at };
  }
  if (!Object.hasOwn(FUNCTIONS, name)) {
    const known = ['present', 'missing', ...Object.keys(FUNCTIONS)].join(', ');
    throw new ExpressionFault(`There is no function '${name}'; there are ${known}.`, at);
  }
  const operand = reader.deeper(() => sum(reader));
  expect(reader, ')');
  return { kind: 'call', name: name as FunctionName, operand, at };
}

function expect(reader: Reader, symbol: '(' | ')'): void {
  if (reader.take(symbol) !== undefined) return;
  const found = reader.peek();
  throw new ExpressionFault(`'${symbol}' is expected, not ${describe(found)}.`, found.at);
}

const describe = ({ kind, text }: Token): string => (kind === 'end' ? text : `'${text}'`);
