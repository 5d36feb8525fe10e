import { describe, expect, it } from 'vitest';
import { evaluateIntrinsic } from '../../../../local/stepfunctions/asl/intrinsics/evaluate.ts';
import { parseIntrinsic } from '../../../../local/stepfunctions/asl/intrinsics/parse.ts';

const input = {
  name: 'Ann',
  n: 4,
  list: [1, 2, 2, { a: 1 }, { a: 1 }],
  o: { a: 1, b: 1 },
  text: '{"x":[1]}',
  s: 'a.b+c,d',
};
const evaluate = (text: string) => evaluateIntrinsic(text, { input, context: { Execution: { Name: 'run-1' } } });

describe('intrinsic functions', () => {
  it.each<[string, unknown]>([
    ["States.Format('Hi {}, {} of {}', $.name, $.n, true)", 'Hi Ann, 4 of true'],
    ["States.Format('it\\'s \\{{}\\} \\\\', $.name)", "it's {Ann} \\"],
    ["States.Format('{}', $$.Execution.Name)", 'run-1'],
    ["States.Format('{}-{}', States.Format('{}', 1), 'a, b (c)')", '1-a, b (c)'],
    ['States.StringToJson($.text)', { x: [1] }],
    ["States.StringToJson(' ')", null],
    ['States.JsonToString($.o)', '{"a":1,"b":1}'],
    ["States.JsonToString('a\\'b')", '"a\'b"'],
    ['States.Array(1, $.name, null, -2.5e1)', [1, 'Ann', null, -25]],
    ['States.Array()', []],
    ['States.ArrayPartition($.list, 2)', [[1, 2], [2, { a: 1 }], [{ a: 1 }]]],
    ['States.ArrayContains($.list, $.list[3])', true],
    ['States.ArrayContains($.list, 9)', false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(5, 1, -2)', [5, 3, 1]],
    ['States.ArrayRange(5, 1, 2)', []],
    ['States.ArrayGetItem($.list, 1)', 2],
    ['States.ArrayLength($.list)', 5],
    ['States.ArrayUnique($.list)', [1, 2, { a: 1 }]],
    ["States.Base64Encode('é→')", 'w6nihpI='],
    ["States.Base64Decode('w6nihpI=')", 'é→'],
    ["States.Hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ["States.Hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ["States.Hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['States.JsonMerge($.o, States.StringToJson(\'{"b":2}\'), false)', { a: 1, b: 2 }],
    ['States.MathAdd($.n, -1)', 3],
    ["States.StringSplit($.s, '.+,')", ['a', 'b', 'c', 'd']],
    ['States.ArrayLength($.list[?(@.a==1)])', 2],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  it('makes random numbers and UUIDs', () => {
    const numbers = new Set(Array.from({ length: 200 }, () => evaluate('States.MathRandom(1, 4)')));
    expect(numbers).toEqual(new Set([1, 2, 3]));
    expect(evaluate('States.UUID()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it.each([
    "States.Format('{}')",
    "States.Format('x', 1)",
    'States.ArrayGetItem($.list, 9)',
    'States.ArrayLength($.o)',
    'States.ArrayRange(1, 5000, 1)',
    'States.ArrayRange(1, 5, 0)',
    'States.JsonMerge($.o, $.o, true)',
    "States.Hash('abc', 'SHA-3')",
    "States.StringToJson('{')",
    'States.MathAdd(1)',
    'States.MathRandom(1, 9, 7)',
    'States.ArrayLength($.nope)',
  ])('%s fails with States.IntrinsicFailure, which Catch can have', (text) => {
    const failure = { name: 'States.IntrinsicFailure', reach: 'any', detail: expect.stringContaining(text) };
    expect(() => evaluate(text)).toThrow(expect.objectContaining(failure));
  });

  it.each([
    'States.Nope(1)',
    'States.Array(1',
    'States.Array(1 2)',
    "States.Array('x)",
    'States.Array(x)',
    'States.Array(1) x',
    'toString()',
  ])('%s is refused when the machine is made', (text) => {
    expect(() => parseIntrinsic(text)).toThrow(SyntaxError);
  });

  it('nests ten deep and no deeper', () => {
    const nested = (depth: number): string => (depth === 0 ? '1' : `States.Array(${nested(depth - 1)})`);
    expect(() => parseIntrinsic(nested(10))).not.toThrow();
    expect(() => parseIntrinsic(nested(11))).toThrow(/nest at most 10/);
  });
});
