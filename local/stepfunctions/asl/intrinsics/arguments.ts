/** Typed access to the arguments of an intrinsic function; each throws a plain Error that says what is wrong. */
import type { Json } from '../json.ts';

export function count(list: readonly Json[], wanted: number): readonly Json[] {
  if (list.length !== wanted) throw new Error(`takes ${wanted} arguments, got ${list.length}`);
  return list;
}

export function string(list: readonly Json[], at: number): string {
  const value = list[at];
  if (typeof value !== 'string') throw new Error(`argument ${at + 1} must be a string`);
  return value;
}

export function array(list: readonly Json[], at: number): Json[] {
  const value = list[at];
  if (!Array.isArray(value)) throw new Error(`argument ${at + 1} must be an array`);
  return value;
}

/** A number that is not whole is rounded to the nearest integer, as Step Functions does. */
export function integer(list: readonly Json[], at: number): number {
  const value = list[at];
  if (typeof value !== 'number') throw new Error(`argument ${at + 1} must be a number`);
  return Math.round(value);
}
