import { describe, expect, it } from 'vitest';
import { parsePath, select } from '../../../../local/stepfunctions/asl/path.ts';

const input = { a: [{ b: 1 }, { b: 2 }], 'k-e.y': 'quoted', none: null, text: 'abc', o: { length: 3 } };
const context = { Execution: { Input: { x: 5 } } };
const read = (path: string) => select(parsePath(path), input, context);

describe('paths', () => {
  it.each([
    ['$.a[*].b', [1, 2]],
    ['$.a[*].none', []],
    ['$.a[?(@.b==2)].b', [2]],
    ['$.a[?(@.b > 1 && @.b < 9)].b', [2]],
    ['$.a[?(@.q.r==2)]', []],
    ['$..b', [1, 2]],
    ['$.a[0].b', 1],
    ['$.a[-1].b', 2],
    ['$.a[0:1]', [{ b: 1 }]],
    ["$.a[0,1]['b']", [1, 2]],
    ["$['k-e.y']", 'quoted'],
    ['$["k-e.y"]', 'quoted'],
    ['$.none', null],
    ['$.o.length', 3],
    ['$', input],
    ['$$', context],
    ['$$.Execution.Input.x', 5],
  ])('%s', (path, value) => {
    expect(read(path)).toEqual(value);
  });

  it.each(['$.missing', '$.a.length', '$.text[0]', '$.a[5]', '$.a[-3]', '$.a.b', '$.a.constructor', '$.none.x'])(
    '%s names nothing',
    (path) => {
      expect(read(path)).toBeUndefined();
    },
  );

  it('reads a root that is no object', () => {
    expect(select(parsePath('$'), null, {})).toBeNull();
    expect(select(parsePath('$'), 0, {})).toBe(0);
    expect(select(parsePath('$..x'), 'text', {})).toEqual([]);
  });

  it.each([
    'a.b',
    '$variable',
    '$.a~',
    '$.a[0]^',
    '$.a[(@.length-1)]',
    '$.a.length()',
    '$.a[?(@.b =~ /x/)]',
    "$.a[?(@.b in ['x'])]",
  ])('%s is refused: it would not mean here what it means in AWS', (path) => {
    expect(() => parsePath(path)).toThrow(SyntaxError);
  });

  it('does not run code in filters', () => {
    expect(read('$.a[?(@.constructor.constructor("return process.exit(1)"))]')).toEqual([]);
  });
});
