import fc from 'fast-check';
import { hostileText, hostileValue } from './hostile.ts';

/** What the documents' schemas consist of. */
export interface Schema {
  type?: string;
  enum?: unknown[];
  nullable?: boolean;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'date-time': fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  date: fc.constantFrom('2026-11-22', '2999-01-01', '0001-01-01'),
  uuid: fc.uuid(),
  email: fc.emailAddress(),
  uri: fc.webUrl(),
};

/** Values that a schema takes; where it leaves room, what nobody thinks of. */
export function valueFor(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.nullable) return fc.option(valueFor({ ...schema, nullable: false }, depth), { nil: null, freq: 4 });
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => valueFor(choice, depth)));
  if (schema.allOf !== undefined) return valueFor(Object.assign({}, ...schema.allOf) as Schema, depth);
  return TYPES[schema.type ?? '']?.(schema, depth) ?? hostileValue;
}

const TYPES: Readonly<Record<string, (schema: Schema, depth: number) => fc.Arbitrary<unknown>>> = {
  boolean: () => fc.boolean(),
  integer: ({ minimum = -(2 ** 31), maximum = 2 ** 31 }) =>
    fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31 - 1) }),
  number: ({ minimum = -1e9, maximum = 1e9 }) => fc.double({ min: minimum, max: maximum, noNaN: true }),
  string: textOf,
  array: ({ items = {}, minItems = 0, maxItems = 4 }, depth) =>
    fc.array(valueFor(items, depth + 1), { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 4)) }),
  object: objectOf,
};

function textOf({ format = '', pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  const known = FORMATS[format];
  if (known !== undefined) return known;
  if (pattern !== undefined) return fc.oneof(ofPattern(pattern), hostileText);
  const size = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) };
  return fc.oneof(fc.string(size), hostileText, fc.constant('x'.repeat(Math.min(maxLength, 4096))));
}

/** fast-check knows not every pattern, look-aheads for example. */
function ofPattern(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return hostileText;
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema, depth: number) {
  const entries = Object.entries(properties).map(([name, schema]) => [name, valueFor(schema, depth + 1)] as const);
  const known = fc.record(Object.fromEntries(entries), {
    requiredKeys: required.filter((name) => Object.hasOwn(properties, name)),
  });
  if (typeof additionalProperties !== 'object') return known;
  const values = depth > 3 ? fc.constant(null) : valueFor(additionalProperties, depth + 1);
  const others = fc.dictionary(fc.oneof(fc.string({ maxLength: 12 }), hostileText), values, { maxKeys: 3 });
  return fc.tuple(others, known).map(([other, own]) => ({ ...other, ...own }));
}
