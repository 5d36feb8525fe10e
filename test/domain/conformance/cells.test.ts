import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '../../../adapters/tables/rows/decode.ts';
import { compilePattern } from '../../../adapters/tables/safe-pattern.ts';
import { createReader } from '../../../domain/conformance/cells/cell-reader.ts';
import { isoText } from '../../../domain/conformance/cells/dates.ts';
import { compileConstraints } from '../../../domain/conformance/constraints.ts';
import { type Field, tableSchema } from '../../../domain/conformance/table-schema.ts';

const fieldOf = (field: object): Field => tableSchema().parse({ fields: [{ name: 'f', ...field }] }).fields[0] as Field;

function judge(field: object, text: string): boolean {
  const compiled = fieldOf(field);
  const reader = createReader(compiled, decodeUtf8);
  const constraints = compileConstraints(compiled, reader, { decode: decodeUtf8, compile: compilePattern });
  // not at the beginning of the bytes, as cells are
  const bytes = Buffer.from(`9${text}9`);
  const [start, end] = [1, bytes.length - 1];
  return reader.read(bytes, start, end) && constraints.every(({ holds }) => holds(bytes, start, end));
}

function numberOf(field: object, text: string): number | undefined {
  const reader = createReader(fieldOf(field), decodeUtf8);
  const bytes = Buffer.from(text);
  return reader.read(bytes, 0, bytes.length) ? reader.value?.[0] : undefined;
}

// What frictionless 5.21 says too, but for digits of other scripts, base64 and a few dates, where this is stricter.
describe.each<[string, object, string[], string[]]>([
  [
    'integer',
    { type: 'integer' },
    ['1', '-1', '+1', '01', '-0', '9'.repeat(30)],
    ['', '-', '1.0', '1e3', 'x', '1 2', '١', '0x1'],
  ],
  ['integer that is not bare', { type: 'integer', bareNumber: false }, ['$95', '95%', '€ -3'], ['%', 'x']],
  [
    'number',
    { type: 'number' },
    ['1', '1.5', '.5', '5.', '1e3', '1E-2', 'NaN', 'inf', '-INF', '1'.repeat(20)],
    ['1,5', '.', 'e1', '1.2.3', 'infinite'],
  ],
  [
    'number with marks',
    { type: 'number', decimalChar: ',', groupChar: '.' },
    ['1.000,5', '1.000.000', '0,1'],
    ['1,5,0', 'x'],
  ],
  ['boolean', { type: 'boolean' }, ['true', 'True', 'TRUE', '1', 'false', '0'], ['yes', 'tRUE', '2']],
  [
    'boolean in other words',
    { type: 'boolean', trueValues: ['ja'], falseValues: ['nein'] },
    ['ja', 'nein'],
    ['true', '1'],
  ],
  [
    'date',
    { type: 'date' },
    ['2020-02-29', '0001-01-01', '9999-12-31'],
    ['2021-02-29', '2020-1-1', '20200101', '2020-13-01', '2020-00-10', '0000-01-01', '2020-01-011'],
  ],
  ['date in a format', { type: 'date', format: '%d.%m.%Y' }, ['01.02.2020', '1.2.2020'], ['2020-02-01', '31.02.2020']],
  [
    'date in any format',
    { type: 'date', format: 'any' },
    ['2020-02-01', '01.02.2020', '2020/02/01', '1 Feb 2020', 'Feb 1, 2020'],
    ['1/2/2020', 'today'],
  ],
  [
    'time',
    { type: 'time' },
    ['12:00:00', '23:59:59.5', '12:00:00Z', '12:00:00+01:00'],
    ['12:00', '24:00:00', '12:60:00', '12:00:00.', '1:00:00'],
  ],
  [
    'datetime',
    { type: 'datetime' },
    ['2020-01-01T12:00:00', '2020-01-01T12:00:00.123Z', '2020-01-01T12:00:00+0130', '2020-01-01 12:00:00'],
    ['2020-01-01', '2020-01-01T12:00', '2020-01-01T25:00:00', '2020-02-30T12:00:00'],
  ],
  ['year', { type: 'year' }, ['2020', '0000', '-0044'], ['99', '20200', 'x']],
  ['yearmonth', { type: 'yearmonth' }, ['2020-05'], ['2020-13', '2020-00', '2020-5', '2020']],
  [
    'duration',
    { type: 'duration' },
    ['P1Y', 'P1Y2M3DT4H5M6S', 'PT1H', 'P1W', 'P0.5D'],
    ['P', 'PT', '1Y', 'P1S', 'P1YT'],
  ],
  ['geopoint', { type: 'geopoint' }, ['8.5, 47.4', '-180,90'], ['181,0', '0,91', '1', '1,2,3']],
  [
    'geopoint as an array',
    { type: 'geopoint', format: 'array' },
    ['[8.5, 47.4]'],
    ['8.5,47.4', '["8","4"]', '[1,2,3]'],
  ],
  [
    'geopoint as an object',
    { type: 'geopoint', format: 'object' },
    ['{"lon": 8.5, "lat": 47.4}'],
    ['{"lon": 8.5}', '[1,2]'],
  ],
  ['object', { type: 'object' }, ['{}', '{"a": [1]}'], ['[]', 'null', '1', '{a:1}']],
  ['array', { type: 'array' }, ['[]', '[1, "a"]'], ['{}', '1', '[']],
  ['geojson', { type: 'geojson' }, ['{"type": "Point", "coordinates": [1, 2]}'], ['{"type": "Dot"}', '[]']],
  ['e-mail', { format: 'email' }, ['a@b.co'], ['a@b', '@b.co', 'a b@c.de']],
  ['URI', { format: 'uri' }, ['http://x.y', 'urn:a:b'], ['x', '//x', 'a b:c']],
  ['UUID', { format: 'uuid' }, ['123e4567-e89b-12d3-a456-426614174000'], ['123e4567e89b12d3a456426614174000']],
  ['base64', { format: 'binary' }, ['aGVsbG8=', 'TWFu'], ['a', 'TWF', 'a@b.co', '[]']],
  ['limits of an integer', { type: 'integer', constraints: { minimum: 0, maximum: '10' } }, ['0', '10'], ['-1', '11']],
  ['limits of a date', { type: 'date', constraints: { minimum: '2020-01-01' } }, ['2020-01-01'], ['2019-12-31']],
  ['lengths in characters', { constraints: { minLength: 2, maxLength: 3 } }, ['äö', 'äöü', '😀😀'], ['ä', 'äöüß']],
  ['lengths in items', { type: 'array', constraints: { maxLength: 1 } }, ['[]', '[1]'], ['[1, 2]']],
  [
    'a pattern of the whole value',
    { constraints: { pattern: '[A-Z]{2}-[0-9]+' } },
    ['AB-12'],
    ['xAB-12', 'AB-12x', 'AB-'],
  ],
  ['a few allowed values', { constraints: { enum: ['ab', 'ü'] } }, ['ab', 'ü'], ['a', 'abc', 'u']],
  [
    'many allowed values',
    { constraints: { enum: Array.from({ length: 50 }, (_, at) => `v${at}`) } },
    ['v0', 'v49'],
    ['v50', 'v'],
  ],
  ['allowed numbers', { type: 'number', constraints: { enum: [1, '2.50'] } }, ['1', '1.0', '2.5'], ['2', '25']],
])('%s', (_, field, right, wrong) => {
  it.each(right)('%s is right', (text) => expect(judge(field, text)).toBe(true));
  it.each(wrong)('%s is wrong', (text) => expect(judge(field, text)).toBe(false));
});

describe('what a cell is as a number', () => {
  it.each<[object, string, number]>([
    [{ type: 'integer' }, '-042', -42],
    [{ type: 'integer' }, '12345678901234567', Number('12345678901234567')],
    [{ type: 'number' }, '0.1', 0.1],
    [{ type: 'number' }, '123456.789', 123456.789],
    [{ type: 'number' }, '-1.5e-3', -0.0015],
    [{ type: 'number' }, '0.30000000000000004', 0.30000000000000004],
    [{ type: 'date' }, '1970-01-02', 1],
    [{ type: 'date' }, '1900-03-01', Date.UTC(1900, 2, 1) / 86_400_000],
    [{ type: 'date', format: '%d.%m.%Y' }, '02.01.1970', 1],
    [{ type: 'datetime' }, '1970-01-01T01:00:00+01:00', 0],
    [{ type: 'time' }, '00:00:01.5', 1500],
    [{ type: 'yearmonth' }, '0001-02', 13],
  ])('%o %s', (field, text, value) => {
    expect(numberOf(field, text)).toBe(value);
  });

  it('is written back as ISO 8601', () => {
    expect([isoText('date', 18_262), isoText('datetime', 1500), isoText('time', 3_600_000)]).toEqual([
      '2020-01-01',
      '1970-01-01T00:00:01.500Z',
      '01:00:00',
    ]);
  });
});
