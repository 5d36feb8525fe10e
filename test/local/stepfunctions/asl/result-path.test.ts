import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../local/stepfunctions/asl/json.ts';
import { placeResult } from '../../../../local/stepfunctions/asl/result-path.ts';

describe('ResultPath', () => {
  it.each<[string | null | undefined, Json, Json]>([
    [undefined, { a: 1 }, 'r'],
    ['$', { a: 1 }, 'r'],
    [null, { a: 1 }, { a: 1 }],
    ['$.a', { a: 1, b: 2 }, { a: 'r', b: 2 }],
    ['$.b.c', { a: 1 }, { a: 1, b: { c: 'r' } }],
    ['$.a[1].x', { a: [1, {}] }, { a: [1, { x: 'r' }] }],
    ["$['a b']", {}, { 'a b': 'r' }],
    ['$.__proto__', JSON.parse('{}'), JSON.parse('{"__proto__":"r"}')],
  ])('%s into %j', (path, input, output) => {
    const before = structuredClone(input);
    expect(placeResult(path, input, 'r')).toEqual(output);
    expect(input).toEqual(before);
  });

  it.each<[string, Json]>([
    ['$.a.b', { a: 'text' }],
    ['$.a', 'text'],
    ['$.a', null],
    ['$.a[2]', { a: [1] }],
    ['$.a[0]', {}],
  ])('%s does not fit into %j', (path, input) => {
    expect(() => placeResult(path, input, 'r')).toThrow(
      expect.objectContaining({ name: 'States.ResultPathMatchFailure' }),
    );
  });
});
