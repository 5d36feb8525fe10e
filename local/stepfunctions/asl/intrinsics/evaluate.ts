import type { Json } from '../json.ts';
import { type Path, select } from '../path.ts';
import { StateError } from '../state-error.ts';
import { intrinsics } from './functions.ts';
import { type Argument, type Call, parseIntrinsic } from './parse.ts';

export interface Data {
  readonly input: Json;
  readonly context: Json;
}

/** @throws StateError States.IntrinsicFailure with the function and what is wrong with its arguments */
export function evaluateIntrinsic(text: string, data: Data): Json {
  return call(parseIntrinsic(text), data);
}

function call(wanted: Call, data: Data): Json {
  try {
    const list = wanted.arguments.map((argument, at) =>
      // States.Format tells `{}` from `\{\}` itself, so its template keeps its escapes.
      wanted.name === 'States.Format' && at === 0 && 'literal' in argument
        ? argument.literal
        : evaluate(argument, data),
    );
    return intrinsics[wanted.name]?.(list) as Json;
  } catch (error) {
    if (error instanceof StateError) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    const detail = `The function '${wanted.text}' had the following error: ${problem}`;
    throw new StateError('States.IntrinsicFailure', detail);
  }
}

function evaluate(argument: Argument, data: Data): Json {
  if ('call' in argument) return call(argument.call, data);
  if ('path' in argument) return required(argument.path, data);
  const { literal } = argument;
  return typeof literal === 'string' ? literal.replace(/\\(['{}\\])/g, '$1') : literal;
}

function required(path: Path, data: Data): Json {
  const value = select(path, data.input, data.context);
  if (value === undefined) throw new Error(`the path '${path.text}' does not name a value`);
  return value;
}
