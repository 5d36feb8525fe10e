import { REGION } from '../aws/account.ts';
import type { Template } from './assembly.ts';

/** How references to other resources and pseudo parameters are answered. */
export interface References {
  ref(logicalId: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
}

/** Turns a template value into a plain one; throws on a function or reference that it does not know. */
export type Resolve = (value: unknown) => unknown;

/** `{Ref: 'AWS::NoValue'}`: the property or list element that holds it does not exist. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, resolve: Resolve) => unknown;

/** Builds the resolver for one template. */
export function createResolver(template: Template, references: References): Resolve {
  const functions = intrinsics(template, references);
  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const keys = Object.keys(value);
    const [only] = keys;
    if (keys.length === 1 && only !== undefined && (only === 'Ref' || only.startsWith('Fn::'))) {
      const apply = functions[only];
      if (apply === undefined) throw new Error(`the template uses ${only}, which the local run does not resolve`);
      return apply((value as Record<string, unknown>)[only], resolve);
    }
    const entries = Object.entries(value).map(([key, item]) => [key, resolve(item)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
  };
  return resolve;
}

function intrinsics(template: Template, references: References): Readonly<Record<string, Intrinsic>> {
  return {
    Ref: (argument) => references.ref(text(argument, 'Ref')),
    'Fn::GetAtt': (argument) => {
      const [logicalId, attribute] = typeof argument === 'string' ? splitOnce(argument) : list(argument, 'Fn::GetAtt');
      return references.getAtt(text(logicalId, 'Fn::GetAtt'), text(attribute, 'Fn::GetAtt'));
    },
    'Fn::Join': (argument, resolve) => {
      const [separator, items] = list(argument, 'Fn::Join');
      return list(resolve(items), 'Fn::Join')
        .map((item) => text(item, 'Fn::Join'))
        .join(text(separator, 'Fn::Join'));
    },
    'Fn::Sub': (argument, resolve) => substitute(argument, resolve, references),
    'Fn::Select': (argument, resolve) => {
      const [index, items] = list(resolve(argument), 'Fn::Select');
      const chosen = list(items, 'Fn::Select')[Number(index)];
      if (chosen === undefined) throw new Error(`Fn::Select: there is no item ${String(index)} in the list`);
      return chosen;
    },
    'Fn::GetAZs': () => ['a', 'b', 'c'].map((zone) => `${REGION}${zone}`),
    'Fn::Split': (argument, resolve) => {
      const [separator, value] = list(resolve(argument), 'Fn::Split');
      return text(value, 'Fn::Split').split(text(separator, 'Fn::Split'));
    },
    'Fn::If': (argument, resolve) => {
      const [condition, whenTrue, whenFalse] = list(argument, 'Fn::If');
      return resolve(holds(template, text(condition, 'Fn::If'), resolve) ? whenTrue : whenFalse);
    },
    'Fn::FindInMap': (argument, resolve) => {
      const [map, first, second] = list(resolve(argument), 'Fn::FindInMap').map(String);
      const found = template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
      if (found === undefined) throw new Error(`Fn::FindInMap: ${map}.${first}.${second} is not in the template`);
      return resolve(found);
    },
    'Fn::Base64': (argument, resolve) => Buffer.from(text(resolve(argument), 'Fn::Base64')).toString('base64'),
  };
}

function substitute(argument: unknown, resolve: Resolve, references: References): string {
  const [format, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, 'Fn::Sub');
  const given = resolve(variables) as Readonly<Record<string, unknown>>;
  return text(format, 'Fn::Sub').replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (name in given) return text(given[name], 'Fn::Sub');
    if (!name.includes('.')) return text(references.ref(name), 'Fn::Sub');
    const [logicalId, attribute] = splitOnce(name);
    return text(references.getAtt(logicalId, attribute), 'Fn::Sub');
  });
}

/** Whether a named condition of the template holds. */
export function holds(template: Template, name: string, resolve: Resolve): boolean {
  const condition = template.Conditions?.[name];
  if (condition === undefined) throw new Error(`condition ${name} is not in the template`);
  return evaluate(template, condition, resolve);
}

function evaluate(template: Template, condition: unknown, resolve: Resolve): boolean {
  const [operator, argument] = Object.entries(condition as Record<string, unknown>)[0] ?? [];
  const each = (): boolean[] => list(argument, String(operator)).map((item) => evaluate(template, item, resolve));
  switch (operator) {
    case 'Condition':
      return holds(template, text(argument, 'Condition'), resolve);
    case 'Fn::Equals': {
      const [left, right] = list(resolve(argument), 'Fn::Equals');
      return String(left) === String(right);
    }
    case 'Fn::And':
      return each().every(Boolean);
    case 'Fn::Or':
      return each().some(Boolean);
    case 'Fn::Not':
      return !each()[0];
    default:
      throw new Error(`the template uses ${String(operator)} in a condition, which the local run does not resolve`);
  }
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${where} expects a list, got ${JSON.stringify(value)}`);
  return value as readonly unknown[];
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} expects a text, got ${JSON.stringify(value)}`);
}

function splitOnce(value: string): readonly [string, string] {
  const dot = value.indexOf('.');
  return [value.slice(0, dot), value.slice(dot + 1)];
}
