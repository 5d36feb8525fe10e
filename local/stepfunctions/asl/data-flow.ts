/** Raw input → InputPath → Parameters → the state's work → ResultSelector → ResultPath → OutputPath. */
import type { Json } from './json.ts';
import { checkStateSize } from './limits.ts';
import { placeResult } from './result-path.ts';
import { evaluate, fillTemplate } from './template.ts';

interface Fields {
  InputPath?: string | null | undefined;
  OutputPath?: string | null | undefined;
  Parameters?: Json | undefined;
  ResultSelector?: Json | undefined;
  ResultPath?: string | null | undefined;
}

/** What the state works on. @throws StateError States.Runtime, States.IntrinsicFailure, States.DataLimitExceeded */
export function effectiveInput(name: string, state: Fields, raw: Json, context: Json): Json {
  const input = filter('InputPath', state.InputPath, raw, context);
  if (state.Parameters === undefined) return input;
  const filled = fillTemplate(state.Parameters, { input, context });
  checkStateSize(filled, name, 'input');
  return filled;
}

/** What goes to the next state. @throws as `effectiveInput`, and States.ResultPathMatchFailure */
export function stateOutput(name: string, state: Fields, raw: Json, result: Json, context: Json): Json {
  const selected =
    state.ResultSelector === undefined ? result : fillTemplate(state.ResultSelector, { input: result, context });
  const placed = placeResult(state.ResultPath, raw, selected);
  const output = filter('OutputPath', state.OutputPath, placed, context);
  checkStateSize(output, name, 'output');
  return output;
}

/** InputPath and OutputPath: null means an empty object. */
function filter(field: string, path: string | null | undefined, input: Json, context: Json): Json {
  if (path === undefined) return input;
  return path === null ? {} : evaluate(field, path, { input, context });
}
