/** Reads `States.Name(argument, …)`; arguments are strings in single quotes, JSON literals, paths and nested calls. */
import type { Json } from '../json.ts';
import { type Path, parsePath } from '../path.ts';
import { intrinsics } from './functions.ts';

export type Argument = { literal: Json } | { path: Path } | { call: Call };

export interface Call {
  readonly text: string;
  readonly name: string;
  readonly arguments: readonly Argument[];
}

/** Step Functions' own limit on nested calls. */
const DEEPEST = 10;
const parsed = new Map<string, Call>();

/** @throws SyntaxError naming the place */
export function parseIntrinsic(text: string): Call {
  let call = parsed.get(text);
  if (call === undefined) {
    const reader = { text, at: 0 };
    call = readCall(reader, 1);
    if (reader.at !== text.length) throw unexpected(reader, 'the end');
    parsed.set(text, call);
  }
  return call;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readCall(reader: Reader, depth: number): Call {
  if (depth > DEEPEST) throw new SyntaxError(`'${reader.text}': intrinsic functions nest at most ${DEEPEST} deep`);
  const start = reader.at;
  const name = take(reader, /States\.\w+/y) ?? '';
  if (!Object.hasOwn(intrinsics, name)) throw new SyntaxError(`'${reader.text}': no intrinsic function '${name}'`);
  skip(reader, '(');
  const list: Argument[] = [];
  take(reader, /\s*/y);
  while (reader.text[reader.at] !== ')') {
    if (list.length > 0) skip(reader, ',');
    list.push(readArgument(reader, depth));
    take(reader, /\s*/y);
  }
  skip(reader, ')');
  return { text: reader.text.slice(start, reader.at), name, arguments: list };
}

function readArgument(reader: Reader, depth: number): Argument {
  take(reader, /\s*/y);
  const quoted = take(reader, /'(?:[^'\\]|\\.)*'/y);
  if (quoted !== undefined) return { literal: quoted.slice(1, -1) };
  const plain = take(reader, /(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=\s*[,)])/y);
  if (plain !== undefined) return { literal: JSON.parse(plain) as Json };
  if (reader.text.startsWith('States.', reader.at)) return { call: readCall(reader, depth + 1) };
  const path = take(reader, /\$(?:\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\?\([^)]*\)|[^\]])*\]|[^\s,()[\]])*/y);
  if (path !== undefined) return { path: parsePath(path) };
  throw unexpected(reader, 'an argument');
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}

function skip(reader: Reader, sign: string): void {
  take(reader, /\s*/y);
  if (reader.text[reader.at] !== sign) throw unexpected(reader, `'${sign}'`);
  reader.at += 1;
}

function unexpected(reader: Reader, wanted: string): SyntaxError {
  return new SyntaxError(`'${reader.text}': expected ${wanted} at character ${reader.at + 1}`);
}
