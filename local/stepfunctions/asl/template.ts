/** Payload templates: members whose name ends in `.$` are replaced by what their path or intrinsic function gives. */
import { type Data, evaluateIntrinsic } from './intrinsics/evaluate.ts';
import { parseIntrinsic } from './intrinsics/parse.ts';
import { isObject, type Json } from './json.ts';
import { parsePath, select } from './path.ts';
import { runtimeError } from './state-error.ts';

/** @throws StateError States.Runtime when a path names nothing, States.IntrinsicFailure */
export function fillTemplate(template: Json, data: Data): Json {
  if (Array.isArray(template)) return template.map((value) => fillTemplate(value, data));
  if (!isObject(template)) return template;
  const members = Object.entries(template).map(([name, value]): [string, Json] =>
    name.endsWith('.$')
      ? [name.slice(0, -2), evaluate(name, value as string, data)]
      : [name, fillTemplate(value, data)],
  );
  return Object.fromEntries(members);
}

/**
 * What a path or intrinsic function gives; `field` names it in the message.
 * @throws StateError States.Runtime when a path names nothing
 */
export function evaluate(field: string, expression: string, data: Data): Json {
  if (!expression.startsWith('$')) return evaluateIntrinsic(expression, data);
  const value = select(parsePath(expression), data.input, data.context);
  if (value !== undefined) return value;
  const input = JSON.stringify(expression.startsWith('$$') ? data.context : data.input);
  throw runtimeError(
    `The JSONPath '${expression}' specified for the field '${field}' could not be found in the input '${input}'`,
  );
}

/** Every expression in a template, for checking a definition. @throws SyntaxError for one that cannot be evaluated */
export function checkTemplate(template: unknown): void {
  if (typeof template !== 'object' || template === null) return;
  for (const [name, value] of Object.entries(template)) {
    if (name.endsWith('.$') && !Array.isArray(template)) checkExpression(value, name);
    else checkTemplate(value);
  }
}

function checkExpression(value: unknown, name: string): void {
  if (typeof value !== 'string') throw new SyntaxError(`'${name}' must be a path or an intrinsic function`);
  if (value.startsWith('$')) parsePath(value);
  else parseIntrinsic(value);
}
