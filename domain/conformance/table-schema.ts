import * as z from 'zod/mini';
import { storableNumber } from '../number.ts';

/** The types of Frictionless Table Schema v1. */
export const FIELD_TYPES = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'date',
  'time',
  'datetime',
  'year',
  'yearmonth',
  'duration',
  'geopoint',
  'geojson',
  'any',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

const name = () => z.string().check(z.trim(), z.minLength(1), z.maxLength(200));
const prose = () => z.string().check(z.maxLength(2_000));
/** A limit or an allowed value, as JSON or as it would stand in a cell. */
const literal = () => z.union([z.string().check(z.maxLength(1_000)), storableNumber(), z.boolean()]);
const length = () => z.int().check(z.minimum(0), z.maximum(1_000_000));
const word = () => z.string().check(z.maxLength(100));

const constraintsSchema = () =>
  z.strictObject({
    required: z.optional(z.boolean()),
    unique: z.optional(z.boolean()),
    minLength: z.optional(length()),
    maxLength: z.optional(length()),
    minimum: z.optional(literal()),
    maximum: z.optional(literal()),
    /** must match the whole value; RE2's syntax, which has no look-around and no back-references */
    pattern: z.optional(z.string().check(z.minLength(1), z.maxLength(1_000))),
    enum: z.optional(z.array(literal()).check(z.minLength(1), z.maxLength(2_000))),
  });
export type Constraints = z.output<ReturnType<typeof constraintsSchema>>;

const fieldSchema = () =>
  z.strictObject({
    name: name(),
    type: z._default(z.enum(FIELD_TYPES), 'string'),
    /** what there is for a type is in the documentation; dates take `default`, `any` or a pattern such as `%d.%m.%Y` */
    format: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
    constraints: z._default(constraintsSchema(), {}),
    /** booleans: how they are written */
    trueValues: z.optional(z.array(word()).check(z.minLength(1), z.maxLength(20))),
    falseValues: z.optional(z.array(word()).check(z.minLength(1), z.maxLength(20))),
    /** numbers: the decimal mark, the mark between groups of digits, and whether nothing may surround the digits */
    decimalChar: z.optional(z.string().check(z.length(1))),
    groupChar: z.optional(z.string().check(z.length(1))),
    bareNumber: z.optional(z.boolean()),
    title: z.optional(prose()),
    description: z.optional(prose()),
    example: z.optional(z.unknown()),
    rdfType: z.optional(prose()),
  });
export type Field = z.output<ReturnType<typeof fieldSchema>>;

/** One column or several; always a list afterwards. */
const columns = () =>
  z.union([
    z.pipe(
      name(),
      z.transform((one) => [one]),
    ),
    z.array(name()).check(z.minLength(1), z.maxLength(10)),
  ]);

const foreignKeySchema = () =>
  z.strictObject({
    fields: columns(),
    reference: z.strictObject({
      /** the `dataStorePath` of another input, or the empty string for this very table */
      resource: z.string().check(z.maxLength(1_000)),
      fields: columns(),
    }),
  });
export type ForeignKey = z.output<ReturnType<typeof foreignKeySchema>>;

/** A Frictionless Table Schema, v1, with `fieldsMatch` of v2. Unknown properties are refused: they would check nothing. */
export const tableSchema = () =>
  z.strictObject({
    $schema: z.optional(z.string().check(z.maxLength(1_000))),
    fields: z.array(fieldSchema()).check(z.minLength(1), z.maxLength(500)),
    missingValues: z._default(z.array(z.string().check(z.maxLength(100))).check(z.maxLength(50)), ['']),
    primaryKey: z.optional(columns()),
    foreignKeys: z._default(z.array(foreignKeySchema()).check(z.maxLength(8)), []),
    /**
     * how the header and `fields` must agree. `exact`: the same columns in the same order; `equal`: in any order;
     * `subset`: all fields, and possibly further columns; `superset`: no column that is no field, though some may lack;
     * `partial`: at least one field
     */
    fieldsMatch: z._default(z.enum(['exact', 'equal', 'subset', 'superset', 'partial']), 'equal'),
    title: z.optional(prose()),
    description: z.optional(prose()),
  });
export type TableSchema = z.output<ReturnType<typeof tableSchema>>;
