/**
 * JSONPath as Step Functions reads it (Jayway's rules).
 *
 * Paths that name one value are walked here: jsonpath-plus gives strings and arrays a `length`, indexes into strings,
 * has no negative index and no null root, all of which Step Functions sees differently. Paths that may name many
 * values (wildcards, `..`, slices, unions, filters) go through jsonpath-plus and always give an array.
 */
import { JSONPath } from 'jsonpath-plus';
import { isObject, type Json } from './json.ts';

export type Segment = string | number;

export interface Path {
  readonly text: string;
  /** `$$`: reads the context object, not the state's input. */
  readonly context: boolean;
  /** Present where the path names one value. */
  readonly segments?: readonly Segment[];
}

const SEGMENT = /\.([^\s.[\]()'"*?,:@^~`]+)|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;
/** jsonpath-plus has these and Step Functions does not; or the other way round. */
const FOREIGN = [
  { pattern: /[~^`]/, what: 'the operators ~ ^ and `' },
  { pattern: /\[\s*\(/, what: 'script expressions [(…)]' },
  { pattern: /\.\w+\(\)|@\w+\(\)/, what: 'functions such as length()' },
  { pattern: /=~|\s(?:in|nin|subsetof|anyof|noneof|size|empty)\s/, what: 'the filter operators =~, in, size, empty …' },
];

const parsed = new Map<string, Path>();

/** @throws SyntaxError when the text is not a path that this interpreter evaluates exactly */
export function parsePath(text: string): Path {
  let path = parsed.get(text);
  if (path === undefined) {
    path = readPath(text);
    parsed.set(text, path);
  }
  return path;
}

function readPath(text: string): Path {
  if (!text.startsWith('$')) throw new SyntaxError(`'${text}' is not a path: a path begins with $`);
  const context = text.startsWith('$$');
  const rest = text.slice(context ? 2 : 1);
  const segments = readSegments(rest);
  if (segments !== undefined) return { text, context, segments };
  if (!/^[.[]/.test(rest)) throw new SyntaxError(`'${text}' is not a path: variables are not supported`);
  for (const { pattern, what } of FOREIGN) {
    if (pattern.test(rest)) throw new SyntaxError(`'${text}': ${what} are not supported in paths`);
  }
  return { text, context };
}

function readSegments(text: string): Segment[] | undefined {
  const segments: Segment[] = [];
  let at = 0;
  while (at < text.length) {
    SEGMENT.lastIndex = at;
    const match = SEGMENT.exec(text);
    if (match === null) return undefined;
    const quoted = match[3] ?? match[4];
    if (match[2] !== undefined) segments.push(Number(match[2]));
    else segments.push(quoted === undefined ? (match[1] as string) : quoted.replace(/\\(.)/g, '$1'));
    at = SEGMENT.lastIndex;
  }
  return segments;
}

/** The value at the path; undefined when a path that names one value finds none. */
export function select(path: Path, input: Json, context: Json): Json | undefined {
  const root = path.context ? context : input;
  if (path.segments === undefined) return selectMany(path, root);
  let value: Json | undefined = root;
  for (const segment of path.segments) {
    value = step(value, segment);
    if (value === undefined) return undefined;
  }
  return value;
}

function step(value: Json, segment: Segment): Json | undefined {
  if (typeof segment === 'number') return Array.isArray(value) ? value.at(segment) : undefined;
  return isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}

function selectMany(path: Path, root: Json): Json[] {
  if (root === null || typeof root !== 'object') return [];
  const expression = path.context ? path.text.slice(1) : path.text;
  // 'safe' parses filters with jsep instead of running them; a filter on a field that is not there does not match.
  return JSONPath({ path: expression, json: root, wrap: true, eval: 'safe', ignoreEvalErrors: true }) as Json[];
}
