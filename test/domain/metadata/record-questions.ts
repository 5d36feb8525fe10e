import fc from 'fast-check';
import { definition } from './definitions.ts';

const NAMES = ['id', 'date', 'note', 'count', 'flag', 'Ünïcode'];
const PATTERNS = [
  null,
  null,
  '[A-Z]{2}[0-9]{2}',
  '^\\d+$',
  '(?i)[a-f]*',
  '\\w+',
  'True|False|1\\.0',
  '.*',
  '\\S+(?: \\S+)*',
];
const FORMATS = [null, null, null, '%Y-%m-%d', '%d.%m.%y', '%H:%M', '%Y', '%d %B %Y', '%Y-%m-%dT%H:%M:%S%z'];

const json = fc.oneof(
  fc.constantFrom('null', 'true', 'false', '0', '1', '1.0', '-0.0', '2021', '1e3', '12345678901234567890', '0.1e-7'),
  fc
    .constantFrom(
      '',
      'AB12',
      'ab',
      'ab cd',
      '2021-03-04',
      '4.3.21',
      '23:59',
      '24:00',
      '4 March 2021',
      'é1',
      ' a',
      'a\n',
    )
    .map((text) => JSON.stringify(text)),
  fc
    .constantFrom('2021-02-29', '2021-03-04T05:06:07Z', '2021-03-04T05:06:07+01:00')
    .map((text) => JSON.stringify(text)),
  fc.string({ maxLength: 4 }).map((text) => JSON.stringify(text)),
);

const rule = fc.record({
  name: fc.constantFrom(...NAMES),
  isMandatory: fc.boolean(),
  regExp: fc.constantFrom(...PATTERNS),
  dateTimeFmt: fc.constantFrom(...FORMATS),
});

/** Rules with values that keep them, so that whole records do. */
const FITTING: readonly (readonly [regExp: string | null, dateTimeFmt: string | null, json: string])[] = [
  ['[A-Z]{2}[0-9]{2}', null, '"AB12"'],
  ['^\\d+$', null, '2021'],
  ['(?i)[a-f]*', null, '"aBcD"'],
  ['True|False|1\\.0', null, 'true'],
  ['True|False|1\\.0', null, '1.0'],
  [null, null, '-1.50e-7'],
  [null, '%Y-%m-%d', '"2021-3-4"'],
  ['\\S+(?: \\S+)*', '%d %B %Y', '"4 march 2021"'],
  [null, '%Y-%m-%dT%H:%M:%S%z', '"2021-03-04T05:06:07+01:00"'],
  ['.*', '%Y', '2021'],
];
const fitting = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...FITTING))
  .map(([name, [regExp, dateTimeFmt, value]]) => [{ name, isMandatory: true, regExp, dateTimeFmt }, value] as const);

/** A definition, a value, and whether the value is that of the definition. */
const field = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: fitting }, { weight: 2, arbitrary: fc.tuple(rule, json) }),
    fc.constantFrom(...Array.from({ length: 8 }, () => 'value'), 'nothing', 'unknown'),
  )
  .map(([[parts, value], what]) => [parts, value, what] as const);

/** Definitions in their order, and a record as JSON text. */
export const recordQuestion = fc
  .uniqueArray(field, { selector: ([{ name }]) => name, minLength: 1, maxLength: 4 })
  .map((fields) => ({
    definitions: fields.map(([parts], order) =>
      definition(parts.name, { ...parts, regexDescription: 'does not match', order }),
    ),
    record: `{${fields
      .filter(([, , what]) => what !== 'nothing')
      .map(([{ name }, value, what]) => `${JSON.stringify(what === 'unknown' ? `not ${name}` : name)}: ${value}`)
      .toReversed()
      .join(', ')}}`,
  }));
