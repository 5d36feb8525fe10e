import { expect, it } from 'vitest';
import { readJson } from '../../../functions/http/parse.ts';

const nested = (open: string, close: string, levels: number) =>
  Buffer.from(`${open.repeat(levels)}1${close.repeat(levels)}`);

it.each([
  ['[', ']'],
  ['{"a":', '}'],
])('a body of many levels of %s is refused before anything follows them down', (open, close) => {
  expect(JSON.stringify(readJson(nested(open, close, 64)))).toBe(nested(open, close, 64).toString());
  for (const levels of [65, 5_000, 200_000]) {
    expect(() => readJson(nested(open, close, levels))).toThrow('nested deeper than 64 levels');
  }
});
