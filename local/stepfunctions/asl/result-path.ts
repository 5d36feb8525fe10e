import { isObject, type Json, type JsonObject } from './json.ts';
import { parsePath, type Segment } from './path.ts';
import { StateError } from './state-error.ts';

/**
 * `ResultPath`: where a result goes in the state's raw input. Absent or `$` replaces the input, null discards the result.
 * @throws StateError States.ResultPathMatchFailure when the input has something else in the way
 */
export function placeResult(resultPath: string | null | undefined, input: Json, result: Json): Json {
  if (resultPath === null) return input;
  if (resultPath === undefined) return result;
  return place(input, parsePath(resultPath).segments ?? [], result, resultPath);
}

function place(target: Json | undefined, segments: readonly Segment[], result: Json, path: string): Json {
  const [head, ...rest] = segments;
  if (head === undefined) return result;
  if (typeof head === 'number') return placeInArray(target, head, rest, result, path);
  if (target !== undefined && !isObject(target)) throw mismatch(path, target);
  const copy: JsonObject = { ...target };
  const child = target !== undefined && Object.hasOwn(target, head) ? target[head] : undefined;
  // A plain assignment to __proto__ would set the prototype instead of a member.
  Object.defineProperty(copy, head, {
    value: place(child, rest, result, path),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}

function placeInArray(target: Json | undefined, at: number, rest: readonly Segment[], result: Json, path: string) {
  if (!Array.isArray(target) || at < 0 || at >= target.length) throw mismatch(path, target);
  const copy = [...target];
  copy[at] = place(copy[at], rest, result, path);
  return copy;
}

function mismatch(path: string, found: Json | undefined): StateError {
  const what = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 200);
  return new StateError('States.ResultPathMatchFailure', `Unable to apply ResultPath '${path}' to the input: ${what}`);
}
