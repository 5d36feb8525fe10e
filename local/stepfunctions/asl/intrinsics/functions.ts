/**
 * The eighteen intrinsic functions. Each takes evaluated arguments and throws a plain Error that says what is wrong;
 * the evaluator turns it into States.IntrinsicFailure.
 */
import { createHash, randomInt, randomUUID } from 'node:crypto';
import { isObject, type Json, jsonEquals } from '../json.ts';
import { array, count, integer, string } from './arguments.ts';

type Intrinsic = (list: readonly Json[]) => Json;

/** Step Functions' limits on what these functions take and make. */
const LONGEST_STRING = 10_000;
const LONGEST_RANGE = 1_000;
const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

export const intrinsics: Readonly<Record<string, Intrinsic>> = {
  'States.Format': format,
  'States.StringToJson': (list) => {
    const text = string(count(list, 1), 0);
    return text.trim() === '' ? null : (JSON.parse(text) as Json);
  },
  'States.JsonToString': (list) => JSON.stringify(count(list, 1)[0]),
  'States.Array': (list) => [...list],
  'States.ArrayPartition': partition,
  'States.ArrayContains': (list) => array(count(list, 2), 0).some((value) => jsonEquals(value, list[1] as Json)),
  'States.ArrayRange': range,
  'States.ArrayGetItem': (list) => {
    const index = integer(count(list, 2), 1);
    const item = array(list, 0)[index];
    if (item === undefined) throw new Error(`index ${index} is outside the array`);
    return item;
  },
  'States.ArrayLength': (list) => array(count(list, 1), 0).length,
  'States.ArrayUnique': (list) =>
    array(count(list, 1), 0).filter((value, at, all) => all.findIndex((other) => jsonEquals(value, other)) === at),
  'States.Base64Encode': (list) => Buffer.from(short(count(list, 1)), 'utf8').toString('base64'),
  'States.Base64Decode': (list) => Buffer.from(short(count(list, 1)), 'base64').toString('utf8'),
  'States.Hash': (list) => {
    const name = string(count(list, 2), 1);
    const algorithm = Object.hasOwn(HASHES, name) ? HASHES[name] : undefined;
    if (algorithm === undefined) throw new Error(`'${name}' is none of ${Object.keys(HASHES).join(', ')}`);
    return createHash(algorithm).update(short(list)).digest('hex');
  },
  'States.JsonMerge': (list) => {
    const [first, second, deep] = count(list, 3);
    if (!isObject(first) || !isObject(second)) throw new Error('the first two arguments must be objects');
    if (deep !== false) throw new Error('the third argument must be false: only a shallow merge exists');
    return { ...first, ...second };
  },
  // The generator behind a seed is AWS's own, so a seeded result could not be the same here: two arguments only.
  'States.MathRandom': (list) => randomInt(integer(count(list, 2), 0), integer(list, 1)),
  'States.MathAdd': (list) => integer(count(list, 2), 0) + integer(list, 1),
  'States.StringSplit': (list) => {
    const separators = new Set(string(count(list, 2), 1));
    return splitAtAny(string(list, 0), separators);
  },
  'States.UUID': (list) => {
    count(list, 0);
    return randomUUID();
  },
};

/** `{}` takes the next argument; a backslash makes the sign after it plain. */
function format(list: readonly Json[]): Json {
  const [template, ...values] = list;
  if (typeof template !== 'string') throw new Error('the first argument must be a string');
  let used = 0;
  const text = template.replace(/\\(['{}\\])|\{\}/g, (_found, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = values[used];
    used += 1;
    if (value === undefined) throw new Error('there are more {} than arguments');
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  if (used !== values.length) throw new Error('there are more arguments than {}');
  return text;
}

function partition(list: readonly Json[]): Json {
  const items = array(count(list, 2), 0);
  const size = integer(list, 1);
  if (size < 1) throw new Error('the chunk size must be positive');
  const chunks: Json[] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}

function range(list: readonly Json[]): Json {
  const [first, last, by] = [integer(count(list, 3), 0), integer(list, 1), integer(list, 2)];
  if (by === 0) throw new Error('the step must not be 0');
  const length = Math.max(0, Math.floor((last - first) / by) + 1);
  if (length > LONGEST_RANGE) throw new Error(`the range has ${length} items; the maximum is ${LONGEST_RANGE}`);
  return Array.from({ length }, (_, at) => first + at * by);
}

/** Every character of the second argument separates; empty parts are dropped. */
function splitAtAny(text: string, separators: ReadonlySet<string>): string[] {
  const parts = [''];
  for (const sign of text) {
    if (separators.has(sign)) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts.filter((part) => part !== '');
}

function short(list: readonly Json[]): string {
  const text = string(list, 0);
  if (text.length > LONGEST_STRING) throw new Error(`the string has more than ${LONGEST_STRING} characters`);
  return text;
}
